package dev.stoplock.core.wire.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Strict reading of a message head (RFC 9112, sections 2 to 5). Refused because parsers differ on
 * them: bare CR or LF, obsolete line folding, white space before the colon, empty names, control
 * characters; of a request also bytes over 0x7E, which replies may hold in their values (RFC 9110,
 * 5.5, obs-text), a character for each.
 */
final class Heads {

    static final int LONGEST = 64 << 10;
    static final int MOST_FIELDS = 200;

    private Heads() {}

    /** A start line and fields, or the reason why there are none. */
    record Head(String startLine, Fields fields, @Nullable String wrong) {
        static Head wrong(String reason) {
            return new Head("", Fields.NONE, reason);
        }
    }

    /** Reads a request's head given without its closing empty line. */
    static Head read(byte[] bytes, int length) {
        return read(bytes, length, false);
    }

    /** Reads a reply's head given without its closing empty line. */
    static Head ofReply(byte[] bytes) {
        return read(bytes, bytes.length, true);
    }

    private static Head read(byte[] bytes, int length, boolean reply) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            boolean lineEnd = b == '\r' && i + 1 < length && bytes[i + 1] == '\n';
            boolean afterReturn = b == '\n' && i > 0 && bytes[i - 1] == '\r';
            if (!lineEnd && !afterReturn && b != '\t' && !isText(b, reply)) {
                return Head.wrong("its head holds the byte 0x" + String.format("%02x", b & 0xff));
            }
        }
        String[] lines =
                new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        if (lines.length - 1 > MOST_FIELDS) {
            return Head.wrong("it has over " + MOST_FIELDS + " header fields");
        }
        List<Fields.Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i];
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("\t")) {
                return Head.wrong("it folds a header over two lines");
            }
            if (colon < 1 || !isToken(line.substring(0, colon))) {
                return Head.wrong("a header line has no proper name");
            }
            fields.add(
                    new Fields.Field(line.substring(0, colon), strip(line.substring(colon + 1))));
        }
        return new Head(lines[0], new Fields(fields), null);
    }

    private static boolean isText(byte b, boolean reply) {
        return b < 0 ? reply : b >= 0x20 && b <= 0x7E;
    }

    private static String strip(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(
                                c -> c > 0x20 && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }
}
