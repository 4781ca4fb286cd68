package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpOffer;
import dev.stoplock.core.wire.smtp.SmtpReplies;
import dev.stoplock.core.wire.smtp.SmtpReply;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * The gate's own SMTP connection to a mail server: greeted, and encrypted wherever the server
 * offers it (STARTTLS, RFC 3207).
 *
 * <p>Guarantees: nothing of what a sandboxed server chose is sent before {@code say}; nothing that
 * the upstream said before TLS counts after it.
 */
final class SmtpUpstream extends MailUpstream {

    /** RFC 5321, 4.5.3.2.6: ten minutes for the reply to a whole mail. */
    private static final int LONG_WAIT_MILLIS = 600_000;

    private SmtpReplies replies = new SmtpReplies();
    private SmtpReply hello = SmtpReply.of(250, "");

    private SmtpUpstream(Destination destination, Latch latch, Dialer.Dialled dialled) {
        super(destination, latch, dialled);
    }

    static SmtpUpstream open(Destination destination, Dialer dialer, Latch latch)
            throws NotConnected {
        return opened(
                new SmtpUpstream(destination, latch, dialer.open(destination)),
                dialer,
                "upstream.smtp");
    }

    @Override
    void greet(Dialer dialer) throws IOException {
        expect(reply(), 220);
        hello();
        if (!isEncrypted() && offer(Long.MAX_VALUE).startTls()) {
            expect(say("STARTTLS"), 220);
            // Threat: replies put in front of the handshake would be taken for the server's own
            if (replies.isAhead()) {
                throw new IOException("bytes came behind its reply to STARTTLS and before TLS");
            }
            secure(dialer);
            hello();
        }
    }

    @Override
    void forget() {
        replies = new SmtpReplies();
    }

    /**
     * Under the address it is seen by (RFC 5321, 4.1.3): the server's own name for itself stays.
     */
    private void hello() throws IOException {
        InetAddress own = dialled().line().getLocalAddress();
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

    SmtpOffer offer(long limit) {
        return SmtpOffer.of(hello, limit);
    }

    boolean announcesSize() {
        return hello.lines().stream().anyMatch(line -> line.matches("(?i)SIZE( .*)?"));
    }

    /** Says one line and reads its reply. */
    SmtpReply say(String line) throws IOException {
        write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply();
    }

    /** Sends a message with its end and waits, long if need be, for what became of it. */
    SmtpReply deliver(byte[] data) throws IOException {
        dialled().socket().setSoTimeout(LONG_WAIT_MILLIS);
        write(data);
        return reply();
    }

    /** Logs in; to be done on an encrypted connection only. */
    SmtpReply login(Sasl.Presented login) throws IOException {
        requireEncrypted();
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

    private SmtpReply reply() throws IOException {
        byte[] buffer = new byte[4096];
        while (true) {
            switch (replies.next()) {
                case SmtpReplies.Step.Whole(SmtpReply reply) -> {
                    return reply;
                }
                case SmtpReplies.Step.Refused(var rule, String sentence) ->
                        throw new IOException(sentence);
                case SmtpReplies.Step.More more -> replies.feed(buffer, 0, read(buffer));
            }
        }
    }
}
