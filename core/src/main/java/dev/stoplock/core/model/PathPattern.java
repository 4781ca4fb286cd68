package dev.stoplock.core.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Which paths of an API a grant means: segments that must stand there as written, {@code *} for any
 * one segment, and {@code **} at the end for one or more.
 *
 * <p>Guarantees: {@code admits} takes no path that a server could read as another one. Segments are
 * compared letter by letter; what a star stands for has no escape of a letter, digit, dot, slash or
 * other sign that a server may act on, no parameter behind a semicolon, and is neither a dot nor
 * two.
 */
public record PathPattern(String text) {

    private static final String PLAIN = "[A-Za-z0-9._~!$&'()+,=:@-]+";

    /** What stands for itself in a segment (RFC 3986, 3.3), but for the semicolon and the star. */
    private static final String ITSELF = "-._~!$&'()+,=:@";

    /** What a lenient server may take for more than a character of a segment when it is escaped. */
    private static final String TELLING = "/\\;%?#.-_~";

    public PathPattern {
        Names.require(
                "/|(/(\\*|" + PLAIN + "))*(/(\\*\\*|\\*|" + PLAIN + ")/?)",
                text,
                "a path such as /v1/mails, /v1/* or /v1/**");
        for (String segment : text.split("/", -1)) {
            if (isDots(segment) || segment.contains("*") && !segment.matches("\\*\\*?")) {
                throw new IllegalArgumentException("not a path that can be granted: " + text);
            }
        }
    }

    public boolean admits(String path) {
        String[] wanted = text.split("/", -1);
        String[] there = path.split("/", -1);
        boolean deep = wanted[wanted.length - 1].equals("**");
        if (deep ? there.length < wanted.length : there.length != wanted.length) {
            return false;
        }
        for (int i = 1; i < there.length; i++) {
            String want = wanted[Math.min(i, wanted.length - 1)];
            boolean trailing = i == there.length - 1 && i >= wanted.length && there[i].isEmpty();
            boolean fits =
                    want.equals("*") || want.equals("**")
                            ? isSingle(there[i]) || trailing
                            : want.equals(there[i]);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Whether every segment of a path has one reading only; an empty last one counts as one. */
    public static boolean isUnambiguous(String path) {
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (!isSingle(segments[i]) && !(last && segments[i].isEmpty())) {
                return false;
            }
        }
        return path.startsWith("/");
    }

    private static boolean isSingle(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                if (!isLetterOrDigit(c) && ITSELF.indexOf(c) < 0) {
                    return false;
                }
                bytes.write(c);
                continue;
            }
            int high = i + 3 <= segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
            int value = high * 16 + low;
            // Threat: an escaped dot, slash or letter makes one path of another, after the check
            if (low < 0
                    || value < ' '
                    || value == 0x7f
                    || isLetterOrDigit((char) value)
                    || TELLING.indexOf(value) >= 0) {
                return false;
            }
            bytes.write(value);
            i += 2;
        }
        try {
            // Threat: an overlong form (C0 AE) is a dot to some
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
        } catch (CharacterCodingException e) {
            return false;
        }
        return !segment.isEmpty() && !isDots(segment);
    }

    private static boolean isLetterOrDigit(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    @Override
    public String toString() {
        return text;
    }
}
