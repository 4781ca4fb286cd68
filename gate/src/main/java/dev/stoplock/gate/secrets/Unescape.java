package dev.stoplock.gate.secrets;

/**
 * Lenient readings of escaped text, for looking into it only: what is not an escape stays as it is.
 */
final class Unescape {

    private Unescape() {}

    /** Percent-encoding (RFC 3986, 2.1). */
    static String percent(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int value = text.charAt(i) == '%' ? hex(text, i + 1, 2) : -1;
            if (value >= 0) {
                out.append((char) value);
                i += 2;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    /**
     * JSON's escapes (RFC 8259, 7); characters beyond Latin-1 become the Latin-1 characters of
     * their UTF-8 bytes.
     */
    static String json(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            int value = kind == 'u' ? hex(text, i + 1, 4) : -1;
            if (value >= 0) {
                i += 4;
                int low =
                        Character.isHighSurrogate((char) value) && text.startsWith("\\u", i + 1)
                                ? hex(text, i + 3, 4)
                                : -1;
                if (low >= 0 && Character.isLowSurrogate((char) low)) {
                    i += 6;
                    value = Character.toCodePoint((char) value, (char) low);
                }
                byte[] bytes =
                        Character.toString(value).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                out.append(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
            } else if (kind == '"' || kind == '\\' || kind == '/') {
                out.append(kind);
            } else if (control(kind) >= 0) {
                out.append((char) control(kind));
            } else {
                out.append('\\').append(kind);
            }
        }
        return out.toString();
    }

    /** The control character that a letter behind a backslash stands for in JSON, or -1. */
    static int control(char kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }

    /** HTML's character references. */
    static String html(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            Entity entity = Entity.at(text, i);
            out.append(entity == null ? String.valueOf(text.charAt(i)) : entity.bytes());
            i += entity == null ? 0 : entity.length() - 1;
        }
        return out.toString();
    }

    static String without(String text, String characters) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) < 0) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static int hex(String text, int from, int digits) {
        if (from + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }
}
