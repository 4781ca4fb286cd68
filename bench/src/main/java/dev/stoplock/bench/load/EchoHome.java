package dev.stoplock.bench.load;

import dev.stoplock.core.model.Limits;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.registry.LabRegistry;
import dev.stoplock.lab.registry.NpmConfiguration;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.registry.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A home of Stoplock in which the echo server is locked, as a user has it: only the command line is
 * used. The server's package comes from the lab's registry on loopback, under the one name that it
 * serves.
 */
final class EchoHome implements AutoCloseable {

    private static final String MAIN = "dev.stoplock.app.Main";

    private final Setting setting;
    private final Path folder;
    private final Path home;

    private EchoHome(Setting setting, Path folder) {
        this.setting = setting;
        this.folder = folder;
        this.home = folder.resolve("home");
    }

    static EchoHome create(Setting setting)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path folder = Folders.open(setting.folder());
        EchoHome home = new EchoHome(setting, folder);
        Folders.closed(home.home);
        PostmarkPackage echo =
                new PostmarkPackage(
                        PostmarkPackage.BEFORE,
                        new TreeMap<>(
                                Map.of(
                                        "index.mjs",
                                        resource("index.mjs"),
                                        "package.json",
                                        resource("package.json"))));
        Files.write(folder.resolve("index.mjs"), resource("index.mjs"));
        setting.say("locking the echo server");
        try (Upstream nowhere =
                        new Upstream(
                                NpmConfiguration.of(URI.create("http://127.0.0.1:9/")),
                                setting.fresh("registry-" + folder.getFileName()));
                LabRegistry registry =
                        LabRegistry.start(
                                List.of(LoopbackHttp.listen()),
                                echo,
                                PostmarkPackage.after(),
                                nowhere,
                                Instant.now())) {
            Files.writeString(
                    home.home.resolve("stoplock.yaml"),
                    "registries:\n  npm: http://127.0.0.1:"
                            + registry.port()
                            + "/\nupstream:\n  only: dial\n"
                            + "servers:\n  echo:\n    limits: {identical-calls: "
                            + Limits.LARGEST
                            + "}\n");
            Child.run(
                    folder,
                    home.launcher(
                            "add",
                            "npm:" + PostmarkPackage.NAME + "@" + PostmarkPackage.BEFORE,
                            "--name",
                            "echo",
                            "--lock",
                            folder.resolve("stoplock.lock").toString()));
        }
        return home;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                EchoHome.class.getResourceAsStream("/dev/stoplock/bench/echo/" + name)) {
            if (in == null) {
                throw new IOException("the bench lacks its own file echo/" + name);
            }
            return in.readAllBytes();
        }
    }

    /** A command line as an MCP client's configuration holds it. */
    private List<String> launcher(String... words) {
        List<String> line =
                new ArrayList<>(List.of(setting.launcher().toString(), "--home", home.toString()));
        line.addAll(List.of(words));
        return line;
    }

    /** The server without Stoplock. */
    McpPeer direct() throws IOException {
        return new McpPeer(
                Child.start(folder, List.of("node", folder.resolve("index.mjs").toString())));
    }

    /** The server behind the gate, whose daemon is started if it is not up. */
    McpPeer gated() throws IOException {
        return new McpPeer(Child.start(folder, launcher("run", "echo")));
    }

    /** As {@link #gated}, without the launcher: Java is started at once, as the launcher would. */
    McpPeer gatedWithoutLauncher() throws IOException {
        List<String> line =
                setting.java(
                        MAIN,
                        List.of(
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xshare:auto",
                                "-Dstdout.encoding=UTF-8",
                                "-Dstderr.encoding=UTF-8"));
        line.addAll(List.of("--home", home.toString(), "run", "echo"));
        return new McpPeer(Child.start(folder, line));
    }

    /** Stops the daemon. */
    void down() throws IOException, InterruptedException {
        Child.run(folder, launcher("down"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        down();
    }
}
