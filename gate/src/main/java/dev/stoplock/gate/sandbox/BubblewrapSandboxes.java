package dev.stoplock.gate.sandbox;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Sandboxes;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sandboxes of bubblewrap in network namespaces that this process makes.
 *
 * <p>Guarantees: a space is handed out only when its rules are loaded and its listeners are open,
 * so nothing can run in it uncaptured. No server ever runs as uid 0, or with a capability. What
 * cannot be enforced on this machine is refused with exit 7.
 */
public final class BubblewrapSandboxes implements Sandboxes, AutoCloseable {

    private static final int UID_IN_USER_NAMESPACE = 1_000;

    private final Path folder;
    private final byte[] caBundle;
    private final @Nullable Path javaTrust;
    private final byte[] filter;
    private final Tools tools;
    private final Privilege privilege;
    private final ServerIds serverIds;
    private final Spawner spawner;
    private final MemoryWatch watch;
    private final boolean six;
    private final Set<BubblewrapSpace> open = ConcurrentHashMap.newKeySet();

    // Only the spawner reads and writes it: one trial shows what this machine allows.
    private boolean triedOut;

    /**
     * Call it on a thread in the host's namespace, before anything else is started.
     *
     * @param folder for the files of running instances; made if absent, mode 0700
     * @param certificate the gate's CA certificate, PEM; the only one trusted inside
     * @param random picks uids
     */
    public BubblewrapSandboxes(Path folder, Path certificate, RandomGenerator random)
            throws IOException, Refused {
        this(folder, certificate, null, random);
    }

    /** {@code javaTrust} is the same certificate in a key store that every uid may read. */
    public BubblewrapSandboxes(
            Path folder, Path certificate, @Nullable Path javaTrust, RandomGenerator random)
            throws IOException, Refused {
        this.javaTrust = javaTrust;
        this.tools = Tools.find();
        this.privilege = Privilege.here();
        if (privilege == Privilege.NONE) {
            throw Privilege.impossible("this process may not make network namespaces");
        }
        this.filter = SeccompFilter.forArchitecture(System.getProperty("os.arch", ""));
        this.folder = Files.createDirectories(folder);
        Files.setPosixFilePermissions(
                folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        sweep(folder);
        this.caBundle = Files.readAllBytes(certificate);
        this.serverIds = new ServerIds(random);
        this.six = Files.exists(Path.of("/proc/net/if_inet6"));
        warm(six);
        this.watch = new MemoryWatch(SystemCalls.pageSize());
        this.spawner = new Spawner();
    }

    /** What instances of a gate that was killed left behind; its sandboxes died with it. */
    private static void sweep(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path left :
                    all.sorted(Comparator.reverseOrder())
                            .filter(path -> !path.equals(folder))
                            .toList()) {
                Files.delete(left);
            }
        }
    }

    /** Loads here, in the host's namespace, whatever Java starts with its first sockets. */
    static void warm(boolean six) throws IOException {
        List<StandardProtocolFamily> families =
                six
                        ? List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6)
                        : List.of(StandardProtocolFamily.INET);
        for (StandardProtocolFamily family : families) {
            ServerSocketChannel.open(family).close();
            DatagramChannel.open(family).close();
        }
    }

    @Override
    public Space open(InstanceId instance) throws Refused {
        try {
            return spawner.call(() -> make(instance));
        } catch (Refused e) {
            throw e;
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw Privilege.impossible(
                    "the sandbox cannot be made on this machine: " + cause.getMessage());
        }
    }

    private Space make(InstanceId instance) throws IOException, InterruptedException {
        List<InetAddress> addresses = new ArrayList<>();
        addresses.add(InetAddress.ofLiteral("127.0.0.1"));
        if (six) {
            addresses.add(InetAddress.ofLiteral("::1"));
        }
        NamespaceThread thread =
                new NamespaceThread(
                        "stoplock-namespace-" + instance,
                        at(addresses, NamespaceRules.TCP_PORT),
                        at(addresses, NamespaceRules.DNS_PORT));
        BubblewrapSpace space = null;
        InsideFiles files = null;
        int serverId = privilege == Privilege.ROOT ? serverIds.take() : UID_IN_USER_NAMESPACE;
        try {
            String namespace = thread.begin();
            configure(namespace);
            files =
                    new InsideFiles(
                            folder.resolve(instance.value()),
                            serverId,
                            caBundle,
                            javaTrust,
                            filter);
            NamespaceThread.Listeners listeners = thread.open();
            NamespaceCapture capture = new NamespaceCapture(listeners.tcp(), listeners.dns());
            space = new BubblewrapSpace(this, thread, namespace, capture, serverId, files);
            if (!triedOut) {
                space.tryOut();
                triedOut = true;
            }
            open.add(space);
            return space;
        } catch (Throwable e) {
            if (space != null) {
                space.close();
            } else {
                thread.end();
                serverIds.release(serverId);
                if (files != null) {
                    files.delete();
                }
            }
            throw e;
        }
    }

    private static List<InetSocketAddress> at(List<InetAddress> addresses, int port) {
        return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
    }

    private void configure(String namespace) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                tools.nsenter(),
                                "--net=" + namespace,
                                "--",
                                tools.sh(),
                                "-c",
                                NamespaceRules.script(six),
                                "sh",
                                tools.ip(),
                                tools.nft())
                        .directory(new File("/"))
                        .redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        try (OutputStream rules = process.getOutputStream()) {
            rules.write(NamespaceRules.nftables().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The script ended before it read the rules: its exit code and words below say why.
            process.destroy();
        }
        String said =
                new String(process.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8)
                        .strip();
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    "the network rules could not be set: "
                            + said.lines().findFirst().orElse("no reason given"));
        }
    }

    Tools tools() {
        return tools;
    }

    Privilege privilege() {
        return privilege;
    }

    Spawner spawner() {
        return spawner;
    }

    MemoryWatch watch() {
        return watch;
    }

    void ended(BubblewrapSpace space, int serverId) {
        open.remove(space);
        serverIds.release(serverId);
    }

    /** Ends every server and closes every space. */
    @Override
    public void close() {
        List.copyOf(open).forEach(BubblewrapSpace::close);
        watch.close();
        spawner.close();
    }
}
