package dev.stoplock.core.fuzz;

import dev.stoplock.core.model.Role;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mail messages and multiparts as Jakarta Mail reads them, which takes much that mime4j does not.
 */
final class JakartaMail {

    private static final Map<String, Role> RECIPIENTS =
            new TreeMap<>(
                    Map.of(
                            "To", Role.TO,
                            "Cc", Role.CC,
                            "Bcc", Role.BCC,
                            "Resent-To", Role.TO,
                            "Resent-Cc", Role.CC,
                            "Resent-Bcc", Role.BCC));

    private JakartaMail() {}

    /** Who would get it: {@code ROLE address}, sorted, domains in lower case. */
    static List<String> recipients(byte[] mail) throws MessagingException {
        MimeMessage message = message(mail);
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Role> field : RECIPIENTS.entrySet()) {
            String[] values = message.getHeader(field.getKey());
            for (String value : values == null ? new String[0] : values) {
                for (InternetAddress address : InternetAddress.parseHeader(value, false)) {
                    if (!address.isGroup()) {
                        found.add(field.getValue() + " " + lowered(address.getAddress()));
                    }
                }
            }
        }
        return found.stream().sorted().toList();
    }

    private static String lowered(String address) {
        int at = address.lastIndexOf('@') + 1;
        return address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }

    /** The decoded leaves in order, those of carried messages too; line ends as LF. */
    static List<String> leaves(byte[] mail) throws MessagingException, IOException {
        List<String> leaves = new ArrayList<>();
        leaves(message(mail), leaves);
        return leaves;
    }

    private static MimeMessage message(byte[] mail) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
    }

    private static void leaves(Part part, List<String> leaves)
            throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")
                && part.getContent() instanceof MimeMultipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                leaves(multipart.getBodyPart(i), leaves);
            }
        } else if (part.isMimeType("message/rfc822") && part.getContent() instanceof Part carried) {
            leaves(carried, leaves);
        } else {
            leaves.add(text(part.getInputStream().readAllBytes()));
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    }

    /** The fields of a form: {@code name=content}, each octet a character. */
    static List<String> fields(byte[] form, String type) throws MessagingException, IOException {
        MimeMultipart multipart = new MimeMultipart(new ByteArrayDataSource(form, type));
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < multipart.getCount(); i++) {
            BodyPart part = multipart.getBodyPart(i);
            String[] disposition = part.getHeader("Content-Disposition");
            fields.add(
                    name(disposition == null ? null : disposition[0])
                            + "="
                            + new String(
                                    part.getInputStream().readAllBytes(),
                                    StandardCharsets.ISO_8859_1));
        }
        return fields;
    }

    private static @Nullable String name(@Nullable String disposition) throws MessagingException {
        return disposition == null
                ? null
                : new jakarta.mail.internet.ContentDisposition(disposition).getParameter("name");
    }
}
