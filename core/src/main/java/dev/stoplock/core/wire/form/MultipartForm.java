package dev.stoplock.core.wire.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code multipart/form-data} (RFC 7578), as browsers and HTTP libraries write it. Refused are a
 * preamble or epilogue, lines that may be taken for a delimiter, names with escapes (browsers write
 * {@code %22}, RFC 2183 {@code \"}), {@code filename*} (RFC 7578, 4.2 forbids it), a transfer
 * encoding, text that is not UTF-8.
 */
final class MultipartForm {

    private static final Pattern DISPOSITION =
            Pattern.compile(
                    "(?i)form-data; ?name=\"([^\"\\\\\\p{Cntrl}]+)\"(?:; ?filename=\"([^\"\\\\\\p{Cntrl}]*)\")?");

    private static final Pattern ESCAPE = Pattern.compile("(?i)%(22|0d|0a)");
    private static final Pattern TEXT = Pattern.compile("(?i)text/plain(; ?charset=\"?utf-8\"?)?");
    private static final Pattern TYPE =
            Pattern.compile(
                    "[A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80}(; ?[ -~]{1,80})?");

    private MultipartForm() {}

    static FormResult read(byte[] body, String boundary) {
        List<String> parts = Delimited.parts(body, boundary);
        if (parts == null || parts.size() > FormReader.MOST_FIELDS) {
            return new FormResult.Refused("its parts are not delimited in exactly one way");
        }
        List<FormField> fields = new ArrayList<>();
        for (String part : parts) {
            FormField field = part(part);
            if (field == null) {
                return new FormResult.Refused("a part of it has no single reading");
            }
            fields.add(field);
        }
        return new FormResult.Parsed(fields);
    }

    private static @Nullable FormField part(String part) {
        int blank = part.indexOf("\r\n\r\n");
        if (blank < 0) {
            return null;
        }
        @Nullable String disposition = null;
        @Nullable String type = null;
        Set<String> names = new HashSet<>();
        for (String line : part.substring(0, blank).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = colon < 0 ? "" : Delimited.trimmed(line.substring(colon + 1));
            if (!names.add(name)) {
                return null;
            }
            switch (name) {
                case "content-disposition" -> disposition = utf8(value);
                case "content-type" -> type = value;
                case "content-transfer-encoding" -> {
                    if (!value.matches("(?i)7bit|8bit|binary")) {
                        return null;
                    }
                }
                // some clients count the part's bytes, some of them wrongly; no reader needs it
                case "content-length" -> {
                    if (!value.equals(Integer.toString(part.length() - blank - 4))) {
                        return null;
                    }
                }
                default -> {
                    return null;
                }
            }
        }
        return disposition == null ? null : field(disposition, type, part.substring(blank + 4));
    }

    private static @Nullable FormField field(
            String disposition, @Nullable String type, String content) {
        Matcher form = DISPOSITION.matcher(disposition);
        if (!form.matches() || ESCAPE.matcher(disposition).find()) {
            return null;
        }
        String name = form.group(1);
        String file = form.group(2);
        byte[] bytes = content.getBytes(ISO_8859_1);
        String text = FormReader.utf8(bytes);
        boolean plain = type == null || TEXT.matcher(type).matches();
        if (name.equalsIgnoreCase("_charset_")
                || type != null && !TYPE.matcher(type).matches()
                || file == null && (text == null || !plain)) {
            return null;
        }
        return new FormField(name, bytes, text, file, type);
    }

    private static @Nullable String utf8(String latin) {
        String text = FormReader.utf8(latin.getBytes(ISO_8859_1));
        return text == null || !latin.equals(new String(text.getBytes(UTF_8), ISO_8859_1))
                ? null
                : text;
    }
}
