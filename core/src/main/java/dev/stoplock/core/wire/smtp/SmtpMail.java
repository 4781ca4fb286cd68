package dev.stoplock.core.wire.smtp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mail transaction (RFC 5321, 3.3): envelope and message. {@code message} has its dots
 * unstuffed, its lines end in CR LF, the last one too; it holds no NUL.
 */
public record SmtpMail(Sender sender, List<Recipient> recipients, byte[] message) {

    /**
     * MAIL FROM: {@code address} is empty for the null path; {@code utf8} as in RFC 6531, {@code
     * ret} and {@code envid} (in xtext) as in RFC 3461.
     */
    public record Sender(
            String address, boolean utf8, @Nullable String ret, @Nullable String envid) {}

    /** RCPT TO: {@code notifyOn} (NOTIFY) and {@code orcpt} (type;xtext) as in RFC 3461. */
    public record Recipient(String address, @Nullable String notifyOn, @Nullable String orcpt) {}

    public SmtpMail {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a mail without an envelope recipient");
        }
    }

    /** Whether the message has octets over 127, which needs 8BITMIME (RFC 6152). */
    public boolean isEightBit() {
        return isEightBit(message);
    }

    static boolean isEightBit(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return true;
            }
        }
        return false;
    }
}
