package dev.stoplock.core.wire.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body cut at its delimiters (RFC 2046, 5.1.1), as programs write it: nothing before the first,
 * at most a line's end after the last, and no line that may be taken for one.
 */
final class Delimited {

    private Delimited() {}

    /**
     * Without spaces and tabs around it. Threat: {@code strip} takes control characters too, which
     * other readers keep.
     */
    static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The parts, each octet a character; null where they have no single reading. */
    static @Nullable List<String> parts(byte[] body, String boundary) {
        String text = new String(body, ISO_8859_1);
        String delimiter = "--" + boundary;
        List<String> parts = new ArrayList<>();
        // Threat: some readers take a bare CR for a line's end
        if (text.contains("\r" + delimiter)) {
            return null;
        }
        if (!text.startsWith(delimiter + "\r\n")) {
            return text.equals(delimiter + "--\r\n") || text.equals(delimiter + "--")
                    ? parts
                    : null;
        }
        int from = delimiter.length() + 2;
        while (true) {
            int next = text.indexOf("\n" + delimiter, from - 1);
            int end = next - 1;
            int after = next + 1 + delimiter.length();
            // Threat: a delimiter after a bare LF, or with more behind it, is one to some readers
            if (next < 0 || end < from || text.charAt(end) != '\r') {
                return null;
            }
            parts.add(text.substring(from, end));
            if (text.startsWith("--", after)) {
                String rest = text.substring(after + 2);
                return rest.isEmpty() || rest.equals("\r\n") ? parts : null;
            }
            if (!text.startsWith("\r\n", after)) {
                return null;
            }
            from = after + 2;
        }
    }
}
