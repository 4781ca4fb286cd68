package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.tls.ClientHello;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection that the home's owner lets through unread, because its client trusts no other
 * certificate than the destination's own.
 *
 * <p>Guarantees: its hello names the captured host, a call is open, and it is on record before a
 * byte leaves and with its size when it ends. What is in it nobody judges; no secret is put in.
 */
final class PassThrough {

    private static final String OPERATION = Effect.Contact.UNREAD;
    private static final int QUIET_MILLIS = 600_000;
    private static final int HELLO_MILLIS = 10_000;

    private final Destination destination;
    private final ExchangeDesk desk;
    private final Dialer dialer;
    private final Latch latch;

    PassThrough(Destination destination, ExchangeDesk desk, Dialer dialer, Latch latch) {
        this.destination = destination;
        this.desk = desk;
        this.dialer = dialer;
        this.latch = latch;
    }

    void serve(SocketChannel channel) throws IOException {
        channel.configureBlocking(true);
        Socket inside = channel.socket();
        inside.setSoTimeout(HELLO_MILLIS);
        byte[] hello = hello(inside.getInputStream());
        if (hello == null) {
            return;
        }
        Atom host = Atom.destination("host", Role.HOST, destination.toString());
        EffectId effect =
                desk.opened(
                        new Reading.Effects(
                                List.of(new Effect.Contact(destination, OPERATION, List.of(host)))),
                        OPERATION,
                        destination.toString());
        if (effect == null) {
            return;
        }
        Dialer.Dialled dialled;
        try {
            dialled = dialer.open(destination);
        } catch (NotConnected e) {
            desk.ended(effect, "failed", String.valueOf(e.getMessage()));
            return;
        }
        if (!latch.pass(dialled.line())) {
            dialled.line().close();
            desk.ended(
                    effect, "refused", "host.door-shut: the server was stopped before this left");
            return;
        }
        try (Socket outside = dialled.socket()) {
            inside.setSoTimeout(QUIET_MILLIS);
            outside.setSoTimeout(QUIET_MILLIS);
            carry(effect, hello, inside, outside, dialled.hops());
        } finally {
            latch.done(dialled.line());
        }
    }

    private byte @Nullable [] hello(InputStream in) throws IOException {
        ByteArrayOutputStream sofar = new ByteArrayOutputStream();
        byte[] buffer = new byte[4_096];
        while (true) {
            int n = in.read(buffer);
            if (n < 0) {
                return null;
            }
            sofar.write(buffer, 0, n);
            switch (ClientHello.read(sofar.toByteArray())) {
                case ClientHello.More more -> {}
                case ClientHello.Asks(String name) -> {
                    if (destination.host().equals(name)) {
                        return sofar.toByteArray();
                    }
                    refuse(
                            "wire.sni-mismatch",
                            "a connection to "
                                    + destination
                                    + ", which is passed through, does not name it in its TLS hello");
                    return null;
                }
                case ClientHello.Refused(String reason) -> {
                    refuse(
                            "wire.not-tls",
                            "a connection to "
                                    + destination
                                    + ", which is passed through, could not be read as TLS: "
                                    + reason);
                    return null;
                }
            }
        }
    }

    private void carry(EffectId effect, byte[] hello, Socket inside, Socket outside, String hops)
            throws IOException {
        AtomicLong sent = new AtomicLong(hello.length);
        AtomicLong got = new AtomicLong();
        try {
            outside.getOutputStream().write(hello);
            outside.getOutputStream().flush();
            Thread back =
                    Thread.ofVirtual()
                            .name("pass through " + destination)
                            .start(() -> pump(outside, inside, got));
            pump(inside, outside, sent);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            desk.ended(
                    effect,
                    "answered",
                    hops + " · not judged: " + sent + " bytes sent, " + got + " bytes received");
        }
    }

    /** Until one side is done; then the other hears of it. */
    private static void pump(Socket from, Socket to, AtomicLong count) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
                count.addAndGet(n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed either way, and its counts are told
            return;
        }
    }

    private void refuse(String rule, String sentence) {
        desk.admits(
                new Reading.Unreadable(new RuleId(rule), sentence),
                "unreadable",
                destination.toString());
    }
}
