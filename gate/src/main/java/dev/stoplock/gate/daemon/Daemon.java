package dev.stoplock.gate.daemon;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * The daemon's socket. Only processes of our own user may talk to it.
 *
 * <p>Threat: any process of that user may, an agent's shell included; what it does here is on
 * record (docs/THREATS.md).
 */
public final class Daemon implements AutoCloseable {

    /** Answers one kind of control message. */
    public interface Handler {
        /**
         * Returns the answer; {@code talk} lets a handler answer itself first and then use the
         * streams.
         */
        Json.Obj handle(Json.Obj message, Talk talk) throws Refused, IOException;
    }

    /** The connection a message came on. */
    public static final class Talk {

        private final InputStream in;
        private final OutputStream out;
        private volatile boolean answered;

        public Talk(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        public InputStream in() {
            return in;
        }

        public OutputStream out() {
            return out;
        }

        /** Answers, once: what follows on the connection is no control message any more. */
        public void answer(Json.Obj answer) throws IOException {
            answered = true;
            Control.write(out, answer);
        }
    }

    public static final Json.Obj OK = Json.object().put("ok", true).build();

    /** What a handler returns when it has answered itself. */
    public static final Json.Obj ANSWERED = Json.object().build();

    private final Path socket;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** A minute without a single connection taken. */
    private static final int MOST_FAILURES = 600;

    private final ServerSocketChannel listener;
    private final String owner;
    private final Map<String, Handler> handlers;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Daemon(
            Path socket,
            ServerSocketChannel listener,
            String owner,
            Map<String, Handler> handlers) {
        this.socket = socket;
        this.listener = listener;
        this.owner = owner;
        this.handlers = Map.copyOf(handlers);
    }

    /**
     * Listens on {@code socket} (mode 0600); the caller holds the lock that makes it the only one.
     */
    public static Daemon open(Path socket, Map<String, Handler> handlers) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        return new Daemon(socket, listener, Files.getOwner(socket).getName(), handlers);
    }

    /** Serves until {@link #stop}. */
    public void serve() throws InterruptedException {
        Thread.ofVirtual().name("control").start(this::accept);
        stopped.await();
    }

    /** Lets {@link #serve} return. */
    public void stop() {
        stopped.countDown();
    }

    private void accept() {
        int failures = 0;
        while (listener.isOpen() && failures < MOST_FAILURES) {
            try {
                SocketChannel channel = listener.accept();
                open.add(channel);
                Thread.ofVirtual().name("control connection").start(() -> talk(channel));
                failures = 0;
            } catch (Throwable e) {
                // descriptors or memory have run out: they come back when a server ends
                failures++;
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        // closed, or no use any more: what runs is ended in order
        stop();
    }

    private void talk(SocketChannel channel) {
        try (channel) {
            UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            if (!peer.user().getName().equals(owner)) {
                return;
            }
            Talk talk =
                    new Talk(Channels.newInputStream(channel), Channels.newOutputStream(channel));
            Json.Obj answer = answer(Control.read(talk.in()), talk);
            if (!talk.answered) {
                talk.answer(answer);
            }
        } catch (IOException e) {
            // the peer broke off or spoke no control message: nothing was done for it
            open.remove(channel);
        } finally {
            open.remove(channel);
        }
    }

    private Json.Obj answer(Json.Obj message, Talk talk) {
        String what = message.text("do");
        Handler handler = what == null ? null : handlers.get(what);
        if (handler == null) {
            return Control.refusal(
                    Refusal.of(
                            Refusal.Exit.FAILED,
                            "daemon.message",
                            "the running daemon does not know this message: it may be of another version",
                            "stop it with `stoplock down` and try again"));
        }
        try {
            return handler.handle(message, talk);
        } catch (Refused e) {
            return Control.refusal(e.refusal());
        } catch (IOException e) {
            return Control.refusal(
                    Refusal.of(
                            Refusal.Exit.FAILED,
                            "daemon.failed",
                            "the daemon could not do it: "
                                    + (e.getMessage() == null
                                            ? e.getClass().getSimpleName()
                                            : e.getMessage()),
                            "see the daemon's log in the home's logs folder"));
        } catch (Throwable e) {
            return Control.refusal(
                    Refusal.of(
                            Refusal.Exit.FAILED,
                            "internal.error",
                            "the daemon failed on a " + what + " message (" + e + ")",
                            "see the daemon's log; nothing was let go because of it"));
        }
    }

    /** Ends every connection and takes the socket away: what is left of it would name nobody. */
    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket);
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
