package dev.stoplock.core.wire.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.wire.mime.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code multipart/related} bodies of requests (RFC 2387) as upload interfaces take them: parts
 * that have a Content-Type and nothing else but a transfer encoding that changes nothing.
 */
public final class RelatedReader {

    /** One part: its media type in lower case, without parameters but {@code charset=utf-8}. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Part(String type, byte[] content) {}

    private RelatedReader() {}

    /** Null where the body has no single reading, or is not announced as what it is. */
    public static @Nullable List<Part> read(@Nullable String contentType, byte[] body) {
        FieldValue type = contentType == null ? null : FieldValue.parse(contentType);
        String boundary = type == null ? null : type.parameter("boundary");
        if (type == null
                || boundary == null
                || !type.value().equals("multipart/related")
                || type.parameters().size() != 1
                || !FormReader.BOUNDARY.matcher(boundary).matches()) {
            return null;
        }
        List<String> texts = Delimited.parts(body, boundary);
        if (texts == null) {
            return null;
        }
        List<Part> parts = new ArrayList<>();
        for (String text : texts) {
            Part part = part(text);
            if (part == null) {
                return null;
            }
            parts.add(part);
        }
        return parts;
    }

    private static @Nullable Part part(String text) {
        int blank = text.indexOf("\r\n\r\n");
        if (blank < 0) {
            return null;
        }
        @Nullable String type = null;
        boolean coded = false;
        for (String line : text.substring(0, blank).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : Delimited.trimmed(line.substring(colon + 1));
            switch (colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-type" -> {
                    if (type != null) {
                        return null;
                    }
                    type = value;
                }
                case "content-transfer-encoding" -> {
                    if (coded || !value.matches("(?i)7bit|8bit|binary")) {
                        return null;
                    }
                    coded = true;
                }
                default -> {
                    return null;
                }
            }
        }
        FieldValue parsed = type == null ? null : FieldValue.parse(type);
        if (parsed == null || !isPlain(parsed)) {
            return null;
        }
        return new Part(parsed.value(), text.substring(blank + 4).getBytes(ISO_8859_1));
    }

    private static boolean isPlain(FieldValue type) {
        return type.parameters().stream()
                .allMatch(each ->
                        each.name().equals("charset") && each.value().equalsIgnoreCase("utf-8"));
    }
}
