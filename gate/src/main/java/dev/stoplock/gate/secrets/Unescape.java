package dev.stoplock.gate.secrets;

import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * Lenient readings of escaped text, for looking into it only: what is not an escape stays as it is.
 */
final class Unescape {

    private static final short[] DENSE = table(c -> "\r\n\t \0".indexOf(c) < 0 ? c : -1);
    private static final short[] DIGITS =
            table(c -> ": -".indexOf(c) >= 0 ? -1 : c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

    private Unescape() {}

    /** Percent-encoding (RFC 3986, 2.1). */
    static String percent(String text) {
        int at = text.indexOf('%');
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (; at >= 0; at = text.indexOf('%', at + 1)) {
            int value = hex(text, at + 1, 2);
            if (value >= 0) {
                out.append(text, from, at).append((char) value);
                at += 2;
                from = at + 1;
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /**
     * JSON's escapes (RFC 8259, 7); characters beyond Latin-1 become the Latin-1 characters of
     * their UTF-8 bytes.
     */
    static String json(String text) {
        int i = text.indexOf('\\');
        if (i < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (; i >= 0 && i + 1 < text.length(); i = text.indexOf('\\', from)) {
            out.append(text, from, i);
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
                byte[] bytes = Character.toString(value).getBytes(StandardCharsets.UTF_8);
                out.append(new String(bytes, StandardCharsets.ISO_8859_1));
            } else if (kind == '"' || kind == '\\' || kind == '/') {
                out.append(kind);
            } else if (control(kind) >= 0) {
                out.append((char) control(kind));
            } else {
                out.append('\\').append(kind);
            }
            from = i + 1;
        }
        return out.append(text, from, text.length()).toString();
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
        int at = text.indexOf('&');
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (; at >= 0; at = text.indexOf('&', Math.max(at + 1, from))) {
            Entity entity = Entity.at(text, at);
            if (entity != null) {
                out.append(text, from, at).append(entity.bytes());
                from = at + entity.length();
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /** The Latin-1 text without its white space and zero bytes. */
    static String dense(String text) {
        return kept(text, DENSE);
    }

    /** The Latin-1 text as hexadecimal digits are looked for: small, without what divides them. */
    static String digits(String text) {
        return kept(text, DIGITS);
    }

    /** For each character what becomes of it, which is nothing where that is below 0. */
    private static short[] table(IntUnaryOperator becomes) {
        short[] table = new short[256];
        for (int c = 0; c < table.length; c++) {
            table[c] = (short) becomes.applyAsInt(c);
        }
        return table;
    }

    private static String kept(String text, short[] table) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int kept = 0;
        int changed = 0;
        for (byte each : bytes) {
            short becomes = table[each & 0xff];
            changed |= becomes ^ (each & 0xff);
            bytes[kept] = (byte) becomes;
            kept += becomes < 0 ? 0 : 1;
        }
        return changed == 0 ? text : new String(bytes, 0, kept, StandardCharsets.ISO_8859_1);
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
