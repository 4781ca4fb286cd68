package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.Refused;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A network namespace with loopback and nothing else: no route leads out of it, and nothing in it
 * is captured. Rehearsals that must not meet a gate run here, beside listeners that were opened in
 * it.
 *
 * <p>Call {@link #open} on a thread in the host's namespace. What is started with {@link #enter}
 * has no capability and, where we are root, a uid that is nobody's. The namespace ends with the
 * last process and socket in it.
 */
public final class ClosedNamespace implements AutoCloseable {

    private final Tools tools;
    private final NamespaceThread thread;
    private final String path;
    private final List<ServerSocketChannel> listeners;
    private final boolean root;
    private final int uid;

    private ClosedNamespace(
            Tools tools,
            NamespaceThread thread,
            String path,
            List<ServerSocketChannel> listeners,
            boolean root,
            int uid) {
        this.tools = tools;
        this.thread = thread;
        this.path = path;
        this.listeners = listeners;
        this.root = root;
        this.uid = uid;
    }

    /**
     * Makes the namespace and listens at these ports of its 127.0.0.1; 0 stands for any free one.
     *
     * @param random picks the uid
     * @throws Refused (exit 7) where this process may make no network namespace
     */
    public static ClosedNamespace open(List<Integer> ports, RandomGenerator random)
            throws Refused, IOException, InterruptedException {
        Tools tools = Tools.find();
        Privilege privilege = Privilege.here();
        if (privilege == Privilege.NONE) {
            throw Privilege.impossible("this process may not make network namespaces");
        }
        BubblewrapSandboxes.warm(false);
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        List<InetSocketAddress> addresses =
                ports.stream().map(port -> new InetSocketAddress(loopback, port)).toList();
        NamespaceThread thread =
                new NamespaceThread("stoplock-closed-namespace", addresses, List.of());
        // Threat: who waits for the namespace's thread must be a platform thread, or a carrier
        // could be born in there.
        try (Spawner spawner = new Spawner()) {
            return spawner.call(() -> {
                String path = thread.begin();
                up(tools, path);
                boolean root = privilege == Privilege.ROOT;
                int uid =
                        root
                                ? new ServerIds(random).take()
                                : ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                                        .intValue();
                return new ClosedNamespace(tools, thread, path, thread.open().tcp(), root, uid);
            });
        } catch (IOException | InterruptedException e) {
            thread.end();
            throw e;
        } catch (Exception e) {
            thread.end();
            throw new IOException("the namespace could not be made: " + e.getMessage(), e);
        }
    }

    private static void up(Tools tools, String path) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                tools.nsenter(),
                                "--net=" + path,
                                "--",
                                tools.ip(),
                                "link",
                                "set",
                                "lo",
                                "up")
                        .directory(new File("/"))
                        .redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        process.getOutputStream().close();
        String said =
                new String(process.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8)
                        .strip();
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    "loopback could not be set up: "
                            + said.lines().findFirst().orElse("no reason given"));
        }
    }

    /** The listeners, in the order of the ports; whoever takes them closes them. */
    public List<ServerSocketChannel> listeners() {
        return listeners;
    }

    /** The uid, on this machine, of what is started in here. */
    public int uid() {
        return uid;
    }

    /**
     * The beginning of a command line: it enters the namespace, gives up every right and becomes
     * bubblewrap, under a user of its own.
     */
    public List<String> enter() {
        List<String> line =
                new ArrayList<>(List.of(tools.nsenter(), "--net=" + path, "--", tools.setpriv()));
        if (root) {
            line.addAll(List.of("--reuid", "" + uid, "--regid", "" + uid, "--clear-groups"));
        }
        line.addAll(
                List.of(
                        "--inh-caps=-all",
                        "--ambient-caps=-all",
                        tools.bwrap(),
                        "--unshare-user",
                        "--disable-userns"));
        if (!root) {
            line.addAll(List.of("--uid", "1000", "--gid", "1000"));
        }
        return List.copyOf(line);
    }

    /** Lets go of the namespace. */
    @Override
    public void close() {
        thread.end();
    }
}
