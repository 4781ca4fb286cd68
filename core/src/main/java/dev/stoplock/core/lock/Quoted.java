package dev.stoplock.core.lock;

/** Writes any text as a double-quoted YAML scalar on one line (YAML 1.2, 7.3.1). */
public final class Quoted {

    private Quoted() {}

    /** Throws IllegalArgumentException on a lone surrogate, which no YAML text can hold. */
    public static String yaml(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                        throw new IllegalArgumentException("a lone surrogate cannot be written");
                    } else if (plain(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    // Threat: invisible and direction-changing characters would make a reviewer read another text
    // than the machine does.
    private static boolean plain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
