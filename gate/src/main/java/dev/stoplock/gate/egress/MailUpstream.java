package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The gate's own connection to a mail server, encrypted wherever the server offers it.
 *
 * <p>Guarantees: it counts as a line of the sandbox's door from its first byte on; nothing that the
 * upstream said before TLS counts after it.
 */
abstract sealed class MailUpstream implements Closeable permits SmtpUpstream, ImapUpstream {

    private static final Duration OPENING = Duration.ofSeconds(40);

    private final Destination destination;
    private final Latch latch;
    private Dialer.Dialled dialled;
    private boolean encrypted;

    MailUpstream(Destination destination, Latch latch, Dialer.Dialled dialled) {
        this.destination = destination;
        this.latch = latch;
        this.dialled = dialled;
    }

    /** Says what a client says first, and encrypts where the server offers that. */
    abstract void greet(Dialer dialer) throws IOException;

    /** Forgets what was read and not yet taken: it was said before TLS. */
    abstract void forget();

    /** Opens a new connection, or closes it; {@code rule} is what a failure is told under. */
    static <U extends MailUpstream> U opened(U upstream, Dialer dialer, String rule)
            throws NotConnected {
        MailUpstream it = upstream;
        Dialer.Dialled plain = it.dialled;
        if (!it.latch.pass(plain.line())) {
            it.close();
            throw new NotConnected(
                    "host.door-shut", it.destination, "the server was stopped before this left");
        }
        try (Deadline deadline = Deadline.closing(plain.line(), OPENING)) {
            try {
                if (Spoken.with(it.destination).isTlsFirst()) {
                    it.secure(dialer);
                }
                it.greet(dialer);
                return upstream;
            } catch (NotConnected e) {
                it.close();
                throw e;
            } catch (IOException e) {
                it.close();
                String why =
                        deadline.passed() ? "no greeting within " + OPENING : e.getMessage() + "";
                throw new NotConnected(rule, it.destination, plain.hops() + ": " + why);
            }
        }
    }

    final void secure(Dialer dialer) throws NotConnected {
        dialled = dialer.secure(dialled, destination);
        forget();
        encrypted = true;
    }

    /** Before a credential is said. */
    final void requireEncrypted() throws IOException {
        if (!encrypted) {
            throw new IOException("a login would go over a connection that is not encrypted");
        }
    }

    final boolean isEncrypted() {
        return encrypted;
    }

    final Dialer.Dialled dialled() {
        return dialled;
    }

    final String hops() {
        return dialled.hops();
    }

    /** Whether the door still lets through what is written here. */
    final boolean isLetThrough() {
        return latch.holds(dialled.line());
    }

    final void write(byte[] bytes) throws IOException {
        dialled.socket().getOutputStream().write(bytes);
        dialled.socket().getOutputStream().flush();
    }

    /** Reads some bytes, one at least. */
    final int read(byte[] buffer) throws IOException {
        int n = dialled.socket().getInputStream().read(buffer);
        if (n < 0) {
            throw new IOException("it closed the connection");
        }
        return n;
    }

    @Override
    public final void close() {
        latch.done(dialled.line());
        try {
            dialled.line().close();
        } catch (IOException e) {
            // it is given up: whether it closes well is of no interest
            return;
        }
    }
}
