package dev.stoplock.core.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON: compact in the order given, or canonical (RFC 8785: members sorted by UTF-16 code
 * units, shortest escapes). Canonical text takes whole numbers up to 2^53 only; all other numbers
 * belong into strings.
 */
public final class JsonWriter {

    private static final long LARGEST_EXACT = 1L << 53;

    private final boolean canonical;
    private final StringBuilder out = new StringBuilder();

    private JsonWriter(boolean canonical) {
        this.canonical = canonical;
    }

    public static String compact(Json value) {
        return write(value, false);
    }

    /**
     * RFC 8785 text. Throws IllegalArgumentException on a number that is not a whole one up to
     * 2^53.
     */
    public static String canonical(Json value) {
        return write(value, true);
    }

    public static byte[] canonicalBytes(Json value) {
        return canonical(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String write(Json value, boolean canonical) {
        JsonWriter writer = new JsonWriter(canonical);
        writer.value(value);
        return writer.out.toString();
    }

    private void value(Json value) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) -> object(members);
            case Json.Arr(List<Json> items) -> array(items);
            case Json.Str(String text) -> string(text);
            case Json.Num(String literal) -> out.append(canonical ? whole(literal) : literal);
            case Json.Bool(boolean truth) -> out.append(truth);
            case Json.Null() -> out.append("null");
        }
    }

    private void object(Map<String, Json> members) {
        List<String> keys = new ArrayList<>(members.keySet());
        if (canonical) {
            keys.sort(null);
        }
        out.append('{');
        for (int i = 0; i < keys.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            string(keys.get(i));
            out.append(':');
            value(members.getOrDefault(keys.get(i), Json.NULL));
        }
        out.append('}');
    }

    private void array(List<Json> items) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(items.get(i));
        }
        out.append(']');
    }

    private static String whole(String literal) {
        long number = Long.parseLong(literal);
        if (number > LARGEST_EXACT || number < -LARGEST_EXACT) {
            throw new IllegalArgumentException("no canonical form for the number " + literal);
        }
        return Long.toString(number);
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
