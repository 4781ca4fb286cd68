package dev.stoplock.gate.sandbox;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that holds one instance's network namespace. It does only three things: leave the
 * host's namespace, open its listeners, and hand both over through a queue.
 *
 * <p>Threat: a thread inherits its creator's namespace. So this one never starts a thread of any
 * kind, never submits to an executor, never completes a future and never starts a process; and who
 * takes from its queue is a platform thread (the spawner), because waking a virtual one from here
 * could give birth to a carrier here.
 */
final class NamespaceThread {

    /** The listeners of a namespace, opened in it. */
    record Listeners(List<ServerSocketChannel> tcp, List<DatagramChannel> dns) {}

    private enum Order {
        OPEN,
        END
    }

    /** One of its fields is set. */
    private record Handed(
            @Nullable String path, @Nullable Listeners listeners, @Nullable Throwable failure) {}

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
    private final List<InetSocketAddress> tcp;
    private final List<InetSocketAddress> dns;
    private final Thread thread;

    // Only the spawner reads and writes them.
    private @Nullable Path path;
    private @Nullable String identity;

    /**
     * Where to listen, at loopback addresses of the namespace: for connections, and for datagrams.
     */
    NamespaceThread(String name, List<InetSocketAddress> tcp, List<InetSocketAddress> dns) {
        this.tcp = List.copyOf(tcp);
        this.dns = List.copyOf(dns);
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /**
     * Makes the namespace and returns its path under /proc. Call it, and what follows, on the
     * spawner only.
     */
    String begin() throws IOException {
        thread.start();
        String made = take().path();
        if (made == null) {
            throw new IOException("the namespace thread handed over no namespace");
        }
        path = Path.of(made);
        identity = Files.readSymbolicLink(path).toString();
        return made;
    }

    /** Throws unless the path still names the namespace that was made; on the spawner only. */
    void require() throws IOException {
        if (path == null
                || !isAlive()
                || !Files.readSymbolicLink(path).toString().equals(identity)) {
            throw new IOException("the thread that held the network namespace is gone");
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Opens the listeners; loopback must be up by then. */
    Listeners open() throws IOException {
        orders.add(Order.OPEN);
        Listeners listeners = take().listeners();
        if (listeners == null) {
            throw new IOException("the namespace thread handed over no listeners");
        }
        return listeners;
    }

    /** Lets the thread end; the namespace ends with the last socket and process in it. */
    void end() {
        orders.add(Order.END);
    }

    private Handed take() throws IOException {
        try {
            Handed got = handed.poll(10, TimeUnit.SECONDS);
            if (got == null || got.failure() != null) {
                throw new IOException(
                        "the network namespace could not be made",
                        got == null ? null : got.failure());
            }
            return got;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void run() {
        try {
            Path self =
                    Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
            SystemCalls.unshareNetwork();
            handed.add(new Handed(self.resolve("ns/net").toString(), null, null));
            if (orders.take() == Order.OPEN) {
                handed.add(new Handed(null, listen(), null));
                orders.take();
            }
        } catch (Throwable e) {
            handed.add(new Handed(null, null, e));
        }
    }

    private Listeners listen() throws IOException {
        List<ServerSocketChannel> connections = new ArrayList<>();
        List<DatagramChannel> datagrams = new ArrayList<>();
        try {
            for (InetSocketAddress address : tcp) {
                ServerSocketChannel listener = ServerSocketChannel.open(family(address));
                connections.add(listener);
                listener.bind(address, 1_024);
            }
            for (InetSocketAddress address : dns) {
                DatagramChannel resolver = DatagramChannel.open(family(address));
                datagrams.add(resolver);
                resolver.bind(address);
            }
            return new Listeners(List.copyOf(connections), List.copyOf(datagrams));
        } catch (IOException | RuntimeException e) {
            for (Channel channel : connections) {
                channel.close();
            }
            for (Channel channel : datagrams) {
                channel.close();
            }
            throw e;
        }
    }

    private static StandardProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }
}
