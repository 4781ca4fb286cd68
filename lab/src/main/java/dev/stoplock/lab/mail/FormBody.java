package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.lab.loopback.Received;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a request's form by lower-case name, read leniently by Jakarta Mail and the JDK.
 */
final class FormBody {

    private final Map<String, List<byte[]>> fields = new LinkedHashMap<>();

    private FormBody() {}

    /** Empty where the body is no form. */
    static Optional<FormBody> read(Received request) {
        String type = request.header("content-type").orElse("");
        FormBody form = new FormBody();
        if (type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
            for (String pair : new String(request.body(), UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    form.add(
                            URLDecoder.decode(pair.substring(0, equals), UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), UTF_8).getBytes(UTF_8));
                }
            }
            return Optional.of(form);
        }
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return Optional.empty();
        }
        try {
            for (BodyPart part : parts(request.body(), type)) {
                String[] disposition = part.getHeader("Content-Disposition");
                String name =
                        disposition == null
                                ? null
                                : new ContentDisposition(disposition[0]).getParameter("name");
                if (name != null) {
                    form.add(name, part.getInputStream().readAllBytes());
                }
            }
        } catch (MessagingException | IOException e) {
            return Optional.empty();
        }
        return Optional.of(form);
    }

    /** The parts of a body that is announced as a multipart of any kind. */
    static List<BodyPart> parts(byte[] body, String type) throws MessagingException {
        MimeMultipart multipart = new MimeMultipart(new ByteArrayDataSource(body, type));
        List<BodyPart> parts = new ArrayList<>();
        for (int i = 0; i < multipart.getCount(); i++) {
            parts.add(multipart.getBodyPart(i));
        }
        return parts;
    }

    private void add(String name, byte[] value) {
        fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value);
    }

    List<byte[]> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    String text(String name) {
        return all(name).isEmpty() ? "" : new String(all(name).getFirst(), UTF_8);
    }

    /** The addresses in all fields of these names. */
    List<String> addresses(String... names) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            all(name).forEach(value -> found.addAll(Addresses.of(new String(value, UTF_8))));
        }
        return found;
    }
}
