package dev.stoplock.gate.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A window's text as a reader of some coding would see it, with the raw place of each character.
 * {@code complete} is where an escape begins that the window cuts, or the window's length. Lenient:
 * what is no escape stays as it is.
 */
record View(String text, int[] origins, int length, int complete) {

    /** The same readings that a whole body gets ({@link Redaction}). */
    static List<View> of(String raw) {
        int[] origins = new int[raw.length()];
        Arrays.setAll(origins, i -> i);
        View plain = new View(raw, origins, raw.length(), raw.length());
        View percent = plain.percent();
        View json = plain.json();
        return List.of(
                plain,
                percent,
                percent.percent(),
                json,
                json.json(),
                json.percent(),
                plain.html(),
                json.html(),
                plain.without("\r\n\t \0"),
                json.without("\r\n\t \0"),
                json.json().without("\r\n\t \0"));
    }

    /** The raw place of a character of the text. */
    int origin(int index) {
        return index < text.length() ? origins[index] : length;
    }

    View lower() {
        return new View(text.toLowerCase(Locale.ROOT), origins, length, complete);
    }

    View without(String characters) {
        Building out = new Building();
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) < 0) {
                out.add(text.charAt(i), origins[i]);
            }
        }
        return out.done(complete);
    }

    private View percent() {
        Building out = new Building();
        int whole = complete;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' ? digits(i + 1, 2) : -1;
            if (c == '%' && cutShort(i + 1, 2)) {
                whole = Math.min(whole, origins[i]);
            }
            out.add(value < 0 ? c : (char) value, origins[i]);
            i += value < 0 ? 0 : 2;
        }
        return out.done(whole);
    }

    private View json() {
        Building out = new Building();
        int whole = complete;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.add(c, origins[i]);
                continue;
            }
            int at = origins[i];
            if (i + 1 == text.length()) {
                whole = Math.min(whole, at);
                out.add(c, at);
                continue;
            }
            char kind = text.charAt(++i);
            int value = kind == 'u' ? digits(i + 1, 4) : -1;
            if (value >= 0) {
                i += 4;
                boolean high = Character.isHighSurrogate((char) value);
                if (high && cutPair(i + 1)) {
                    whole = Math.min(whole, at);
                }
                int low = high && text.startsWith("\\u", i + 1) ? digits(i + 3, 4) : -1;
                if (low >= 0 && Character.isLowSurrogate((char) low)) {
                    i += 6;
                    value = Character.toCodePoint((char) value, (char) low);
                }
                byte[] bytes = Character.toString(value).getBytes(StandardCharsets.UTF_8);
                for (byte each : bytes) {
                    out.add((char) (each & 0xff), at);
                }
            } else if (kind == '"' || kind == '\\' || kind == '/') {
                out.add(kind, at);
            } else if (Unescape.control(kind) >= 0) {
                out.add((char) Unescape.control(kind), at);
            } else {
                if (kind == 'u' && cutShort(i + 1, 4)) {
                    whole = Math.min(whole, at);
                }
                out.add('\\', at);
                out.add(kind, origins[i]);
            }
        }
        return out.done(whole);
    }

    private View html() {
        Building out = new Building();
        int whole = complete;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '&' && Entity.begins(text, i)) {
                whole = Math.min(whole, origins[i]);
            }
            Entity entity = Entity.at(text, i);
            if (entity == null) {
                out.add(text.charAt(i), origins[i]);
                continue;
            }
            for (char each : entity.bytes().toCharArray()) {
                out.add(each, origins[i]);
            }
            i += entity.length() - 1;
        }
        return out.done(whole);
    }

    /** Whether the text ends within an escape of so many digits, all of them digits so far. */
    private boolean cutShort(int from, int digits) {
        int there = text.length() - from;
        return there < digits && (there <= 0 || digits(from, there) >= 0);
    }

    private boolean cutPair(int from) {
        String rest = text.substring(Math.min(from, text.length()));
        return rest.length() < 6 && ("\\u".startsWith(rest) || rest.startsWith("\\u"));
    }

    private int digits(int from, int count) {
        if (from + count > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** A text under way, and where its characters come from. */
    private final class Building {

        private final StringBuilder out = new StringBuilder(text.length());
        private int[] from = new int[text.length() + 8];

        void add(char c, int origin) {
            if (out.length() == from.length) {
                from = Arrays.copyOf(from, from.length * 2);
            }
            from[out.length()] = origin;
            out.append(c);
        }

        View done(int whole) {
            return new View(out.toString(), from, length, whole);
        }
    }
}
