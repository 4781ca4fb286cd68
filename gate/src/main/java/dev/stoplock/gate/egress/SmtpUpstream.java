package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpOffer;
import dev.stoplock.core.wire.smtp.SmtpReplies;
import dev.stoplock.core.wire.smtp.SmtpReply;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The gate's own SMTP connection to a mail server: greeted, and encrypted wherever the server
 * offers it (STARTTLS, RFC 3207).
 *
 * <p>Guarantees: nothing of what a sandboxed server chose is sent before {@code say}; nothing that
 * the upstream said before TLS counts after it.
 */
final class SmtpUpstream implements Closeable {

    private static final Duration OPENING = Duration.ofSeconds(40);

    /** RFC 5321, 4.5.3.2.6: ten minutes for the reply to a whole mail. */
    private static final int LONG_WAIT_MILLIS = 600_000;

    private final Destination destination;
    private final Latch latch;
    private Dialer.Dialled dialled;
    private SmtpReplies replies = new SmtpReplies();
    private SmtpReply hello = SmtpReply.of(250, "");
    private boolean encrypted;

    private SmtpUpstream(Destination destination, Latch latch, Dialer.Dialled dialled) {
        this.destination = destination;
        this.latch = latch;
        this.dialled = dialled;
    }

    static SmtpUpstream open(Destination destination, Dialer dialer, Latch latch)
            throws NotConnected {
        Dialer.Dialled plain = dialer.open(destination);
        SmtpUpstream upstream = new SmtpUpstream(destination, latch, plain);
        if (!latch.pass(plain.line())) {
            upstream.close();
            throw new NotConnected(
                    "host.door-shut", destination, "the server was stopped before this left");
        }
        try (Deadline deadline = Deadline.closing(plain.line(), OPENING)) {
            try {
                upstream.greet(dialer);
                return upstream;
            } catch (NotConnected e) {
                upstream.close();
                throw e;
            } catch (IOException e) {
                upstream.close();
                String why =
                        deadline.passed() ? "no greeting within " + OPENING : e.getMessage() + "";
                throw new NotConnected("upstream.smtp", destination, plain.hops() + ": " + why);
            }
        }
    }

    private void greet(Dialer dialer) throws IOException {
        if (Spoken.with(destination).isTlsFirst()) {
            secure(dialer);
        }
        expect(reply(), 220);
        hello();
        if (!encrypted && offer(Long.MAX_VALUE).startTls()) {
            expect(say("STARTTLS"), 220);
            // Threat: replies put in front of the handshake would be taken for the server's own
            if (replies.isAhead()) {
                throw new IOException("bytes came behind its reply to STARTTLS and before TLS");
            }
            secure(dialer);
            hello();
        }
    }

    private void secure(Dialer dialer) throws NotConnected {
        dialled = dialer.secure(dialled, destination);
        replies = new SmtpReplies();
        encrypted = true;
    }

    /**
     * Under the address it is seen by (RFC 5321, 4.1.3): the server's own name for itself stays.
     */
    private void hello() throws IOException {
        InetAddress own = dialled.line().getLocalAddress();
        String literal = own.getHostAddress().replaceAll("%.*", "");
        String name = "[" + (literal.contains(":") ? "IPv6:" : "") + literal + "]";
        hello = say("EHLO " + name);
        if (!hello.isPositive()) {
            hello = say("HELO " + name);
            expect(hello, 250);
            hello = SmtpReply.of(250, hello.text());
        }
    }

    private static void expect(SmtpReply reply, int code) throws IOException {
        if (reply.code() != code) {
            throw new IOException("it said " + reply.code() + " " + reply.text());
        }
    }

    boolean isEncrypted() {
        return encrypted;
    }

    String hops() {
        return dialled.hops();
    }

    SmtpOffer offer(long limit) {
        return SmtpOffer.of(hello, limit);
    }

    boolean announcesSize() {
        return hello.lines().stream().anyMatch(line -> line.matches("(?i)SIZE( .*)?"));
    }

    /** Whether the door still lets through what is written here. */
    boolean isLetThrough() {
        return latch.holds(dialled.line());
    }

    /** Says one line and reads its reply. */
    SmtpReply say(String line) throws IOException {
        write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply();
    }

    /** Sends a message with its end and waits, long if need be, for what became of it. */
    SmtpReply deliver(byte[] data) throws IOException {
        dialled.socket().setSoTimeout(LONG_WAIT_MILLIS);
        write(data);
        return reply();
    }

    /** Logs in; to be done on an encrypted connection only. */
    SmtpReply login(Sasl.Presented login) throws IOException {
        if (!encrypted) {
            throw new IOException("a login would go over a connection that is not encrypted");
        }
        if (SmtpOffer.takesPlain(hello)) {
            return say("AUTH PLAIN " + Sasl.plain(login.user(), login.password()));
        }
        SmtpReply first = say("AUTH LOGIN");
        if (first.code() != 334) {
            return first;
        }
        SmtpReply second = say(Sasl.base64(login.user()));
        return second.code() == 334 ? say(Sasl.base64(login.password())) : second;
    }

    private void write(byte[] bytes) throws IOException {
        dialled.socket().getOutputStream().write(bytes);
        dialled.socket().getOutputStream().flush();
    }

    private SmtpReply reply() throws IOException {
        byte[] buffer = new byte[4096];
        while (true) {
            switch (replies.next()) {
                case SmtpReplies.Step.Whole(SmtpReply reply) -> {
                    return reply;
                }
                case SmtpReplies.Step.Refused(var rule, String sentence) ->
                        throw new IOException(sentence);
                case SmtpReplies.Step.More more -> {
                    int n = dialled.socket().getInputStream().read(buffer);
                    if (n < 0) {
                        throw new IOException("it closed the connection");
                    }
                    replies.feed(buffer, 0, n);
                }
            }
        }
    }

    @Override
    public void close() {
        latch.done(dialled.line());
        try {
            dialled.line().close();
        } catch (IOException e) {
            // it is given up: whether it closes well is of no interest
            return;
        }
    }
}
