package dev.stoplock.core.wire.form;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code application/x-www-form-urlencoded} (WHATWG URL, section 5), as strict writers write it:
 * printable ASCII, each field with its {@code =}, and UTF-8 behind the percent codes.
 */
final class UrlEncoded {

    private UrlEncoded() {}

    static FormResult read(byte[] body) {
        List<FormField> fields = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= body.length && body.length > 0; i++) {
            if (i < body.length && body[i] != '&') {
                continue;
            }
            FormField field = field(body, from, i);
            if (field == null || fields.size() == FormReader.MOST_FIELDS) {
                return new FormResult.Refused("a field of it has no single reading");
            }
            fields.add(field);
            from = i + 1;
        }
        return new FormResult.Parsed(fields);
    }

    private static @Nullable FormField field(byte[] body, int from, int to) {
        int equals = from;
        while (equals < to && body[equals] != '=') {
            equals++;
        }
        byte[] name = equals == to ? null : decoded(body, from, equals);
        byte[] value = equals == to ? null : decoded(body, equals + 1, to);
        if (name == null || value == null || name.length == 0) {
            return null;
        }
        String nameText = FormReader.utf8(name);
        String text = FormReader.utf8(value);
        // Threat: the field _charset_ changes for some readers in which set the others are read
        return nameText == null
                        || text == null
                        || nameText.indexOf('\0') >= 0
                        || nameText.equalsIgnoreCase("_charset_")
                ? null
                : new FormField(nameText, value, text, null, null);
    }

    private static byte @Nullable [] decoded(byte[] body, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            byte b = body[i];
            if (b == '%') {
                int high = i + 2 < to ? Character.digit(body[i + 1], 16) : -1;
                int low = i + 2 < to ? Character.digit(body[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                out.write(high << 4 | low);
                i += 2;
            } else if (b == '+') {
                out.write(' ');
            } else if (b > ' ' && b <= '~' && b != ';') {
                // Threat: some readers take a semicolon for an ampersand
                out.write(b);
            } else {
                return null;
            }
        }
        return out.toByteArray();
    }
}
