package dev.stoplock.gate.sandbox;

import dev.stoplock.core.launch.Environment;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which layers of the sandbox this machine can enforce, without making one. */
public final class Layers {

    /** Whether a layer holds. */
    public enum State {
        ON,
        OFF,
        CANNOT
    }

    /** One layer, whether it holds, and why or why not. */
    public record Layer(String name, State state, String why) {}

    private Layers() {}

    public static List<Layer> here() throws IOException, InterruptedException {
        List<Layer> layers = new ArrayList<>();
        layers.add(tools());
        layers.add(namespaces());
        layers.add(filter());
        boolean able = layers.stream().noneMatch(layer -> layer.state() == State.CANNOT);
        boolean six = Files.exists(Path.of("/proc/net/if_inet6"));
        layers.add(
                new Layer(
                        "capture",
                        able ? State.ON : State.CANNOT,
                        able
                                ? "all TCP and look-ups of a server are redirected to the gate, IPv4"
                                        + (six ? " and IPv6" : " (this machine has no IPv6)")
                                : "it needs what is missing above; no server starts"));
        layers.add(
                new Layer(
                        "limits of a server",
                        State.ON,
                        "open files, file size and, under root, processes by rlimits; memory and processes by a watchdog; CPU is not limited"));
        layers.add(
                new Layer(
                        "trust inside",
                        State.ON,
                        String.join(", ", Environment.trustVariables())
                                + "; the bundle lies over "
                                + Environment.CA_BUNDLE
                                + " and "
                                + String.join(", ", BubblewrapLine.OTHER_BUNDLES)
                                + ", Java's over "
                                + Environment.JAVA_TRUST));
        return layers;
    }

    private static Layer tools() {
        try {
            Tools tools = Tools.find();
            return new Layer(
                    "programs",
                    State.ON,
                    tools.bwrap()
                            + ", "
                            + tools.nft()
                            + ", "
                            + tools.ip()
                            + ", "
                            + tools.nsenter());
        } catch (Refused e) {
            return new Layer(
                    "programs", State.CANNOT, e.refusal().sentence() + "; " + e.refusal().hint());
        }
    }

    private static Layer namespaces() throws IOException, InterruptedException {
        return switch (Privilege.here()) {
            case ROOT ->
                    new Layer(
                            "namespaces",
                            State.ON,
                            "the gate is root: each server runs as a uid of its own, without capabilities");
            case USER_NAMESPACE ->
                    new Layer(
                            "namespaces",
                            State.ON,
                            "in a user namespace: servers run as your own uid, without capabilities");
            case NONE ->
                    mayUnshare()
                            ? new Layer(
                                    "namespaces",
                                    State.ON,
                                    "the gate starts itself in a user namespace: servers run as your own uid")
                            : new Layer(
                                    "namespaces",
                                    State.CANNOT,
                                    "this system forbids user namespaces; run as root, or on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0");
        };
    }

    private static boolean mayUnshare() throws IOException, InterruptedException {
        Process trial =
                new ProcessBuilder(
                                "unshare",
                                "--user",
                                "--map-current-user",
                                "--keep-caps",
                                "--net",
                                "true")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0;
        } finally {
            trial.destroyForcibly();
        }
    }

    private static Layer filter() {
        String machine = System.getProperty("os.arch", "");
        try {
            SeccompFilter.forArchitecture(machine);
            return new Layer("system calls", State.ON, "a filter for " + machine);
        } catch (Refused e) {
            return new Layer("system calls", State.CANNOT, e.refusal().sentence());
        }
    }
}
