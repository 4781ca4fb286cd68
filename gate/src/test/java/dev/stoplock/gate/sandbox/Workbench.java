package dev.stoplock.gate.sandbox;

import dev.stoplock.core.launch.HostPaths;
import dev.stoplock.core.launch.Launch;
import dev.stoplock.core.launch.Planned;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.egress.NameTable;
import dev.stoplock.gate.egress.Resolver;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs small scripts in real sandboxes and tells what they printed and what reached the listeners.
 */
final class Workbench implements AutoCloseable {

    /** What a script printed, how it ended, and where its connections were going. */
    record Outcome(
            String out,
            String err,
            String ended,
            List<String> connections,
            List<String> refusedNames) {}

    final Path folder;
    final BubblewrapSandboxes sandboxes;
    private final AtomicInteger next = new AtomicInteger();

    Workbench() throws Exception {
        folder = Files.createTempDirectory("stoplock-workbench");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path certificate = Files.writeString(folder.resolve("ca.pem"), "the gate's certificate\n");
        sandboxes =
                new BubblewrapSandboxes(
                        folder.resolve("instances"), certificate, new SecureRandom());
    }

    /** Opens a space whose listeners answer each connection with a line and close it. */
    Sandboxes.Space open(
            ConcurrentLinkedQueue<String> connections, ConcurrentLinkedQueue<String> refusedNames)
            throws Exception {
        Sandboxes.Space space = sandboxes.open(new InstanceId("test-" + next.incrementAndGet()));
        new Resolver(
                        new NameTable(),
                        "granted.example"::equals,
                        (name, type) -> refusedNames.add(name + " " + type),
                        why -> connections.add("trouble: " + why))
                .serve(space.capture().dns());
        for (ServerSocketChannel listener : space.capture().tcp()) {
            Thread.ofVirtual().start(() -> accept(space, listener, connections));
        }
        return space;
    }

    private static void accept(
            Sandboxes.Space space,
            ServerSocketChannel listener,
            ConcurrentLinkedQueue<String> connections) {
        while (listener.isOpen()) {
            try (SocketChannel accepted = listener.accept()) {
                InetSocketAddress target = space.capture().originalDestination(accepted);
                connections.add(target.getAddress().getHostAddress() + " " + target.getPort());
                accepted.write(ByteBuffer.wrap("captured\n".getBytes(StandardCharsets.US_ASCII)));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                connections.add("failed: " + e.getMessage());
            }
        }
    }

    /** A plan that runs this Python script with these settings. */
    LaunchPlan plan(String script, Map<String, String> env) throws IOException {
        return plan("/usr/bin/python3", "probe.py", script, env, LaunchPlan.Limits.DEFAULT);
    }

    LaunchPlan plan(
            String interpreter,
            String entry,
            String script,
            Map<String, String> env,
            LaunchPlan.Limits limits)
            throws IOException {
        Path tree = Files.createTempDirectory(folder, "tree");
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(tree.resolve(entry), script);
        Grant grant = new Grant(Set.of(), Set.of(), env);
        Digest digest = Digest.sha256(script.getBytes(StandardCharsets.UTF_8));
        LockEntry locked =
                new LockEntry(
                        new ServerName("probe"),
                        PackageRef.parse("npm:probe@1.0.0"),
                        new Closure(
                                digest, new Interpreter("python3", "3", digest), entry, List.of()),
                        grant,
                        List.of(),
                        new Review("test", true, "", Instant.EPOCH));
        Planned planned =
                Launch.plan(
                        locked,
                        grant,
                        Map.of(),
                        new HostPaths(tree.toString(), interpreter),
                        limits);
        if (planned instanceof Planned.Ready(LaunchPlan plan)) {
            return plan;
        }
        throw new IllegalStateException(planned.toString());
    }

    Outcome run(String script) throws Exception {
        return run(plan(script, Map.of()));
    }

    Outcome run(LaunchPlan plan) throws Exception {
        ConcurrentLinkedQueue<String> connections = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> refusedNames = new ConcurrentLinkedQueue<>();
        try (Sandboxes.Space space = open(connections, refusedNames)) {
            Running running = space.start(plan);
            running.stdin().close();
            String out = new String(running.stdout().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(running.stderr().readAllBytes(), StandardCharsets.UTF_8);
            String ended = running.ended().get(30, TimeUnit.SECONDS);
            return new Outcome(
                    out, err, ended, List.copyOf(connections), List.copyOf(refusedNames));
        }
    }

    /**
     * The network namespaces of this process's threads that are not the one given, by thread name.
     */
    static List<String> threadsElsewhere(String host) throws IOException {
        List<String> elsewhere = new ArrayList<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    if (!Files.readSymbolicLink(task.resolve("ns/net")).toString().equals(host)) {
                        elsewhere.add(Files.readString(task.resolve("comm")).strip());
                    }
                } catch (java.nio.file.NoSuchFileException e) {
                    continue; // it ended meanwhile
                }
            }
        }
        return elsewhere;
    }

    @Override
    public void close() throws IOException {
        sandboxes.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
