package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A whole mail message as a mail company's interface takes it, read leniently by Jakarta Mail: who
 * sends it, and everyone whom any field of it would send it to.
 *
 * @param bytes as they came
 */
@SuppressWarnings("ArrayRecordComponent")
record MimeMail(String from, List<String> recipients, String subject, byte[] bytes) {

    private static final Session SESSION = Session.getInstance(new Properties());
    private static final List<String> FIELDS =
            List.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc");

    MimeMail {
        recipients = List.copyOf(recipients);
    }

    /** Empty where it is no message. */
    static Optional<MimeMail> read(byte[] bytes) {
        try {
            MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
            List<String> recipients = new ArrayList<>();
            for (String field : FIELDS) {
                recipients.addAll(addresses(message.getHeader(field)));
            }
            List<String> from = addresses(message.getHeader("From"));
            String subject = message.getSubject();
            return Optional.of(
                    new MimeMail(
                            from.isEmpty() ? "" : from.getFirst(),
                            recipients,
                            subject == null ? "" : subject,
                            bytes));
        } catch (MessagingException e) {
            // not a message: the caller answers so, and the raw bytes are kept
            return Optional.empty();
        }
    }

    private static List<String> addresses(String @Nullable [] values) throws AddressException {
        List<String> found = new ArrayList<>();
        for (String value : values == null ? new String[0] : values) {
            for (InternetAddress address : InternetAddress.parseHeader(value, false)) {
                if (address.isGroup()) {
                    InternetAddress[] members = address.getGroup(false);
                    for (InternetAddress member :
                            members == null ? new InternetAddress[0] : members) {
                        found.add(member.getAddress().toLowerCase(Locale.ROOT));
                    }
                } else {
                    found.add(address.getAddress().toLowerCase(Locale.ROOT));
                }
            }
        }
        return found;
    }

    /** As the other interfaces' mails are kept. */
    ObjectNode message() {
        return Fields.MAPPER
                .createObjectNode()
                .put("Subject", subject)
                .put("raw", new String(bytes, ISO_8859_1));
    }

    AcceptedMail accept(List<String> to, Post post) {
        return post.accept(from, to, message());
    }
}
