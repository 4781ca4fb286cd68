package dev.stoplock.core.wire.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens of a document (GraphQL, October 2021, section 2.1). Commas, white space and a byte
 * order mark separate; comments are kept, because they leave too.
 */
final class Tokens {

    enum Kind {
        SIGN,
        NAME,
        NUMBER,
        TEXT,
        END
    }

    record Token(Kind kind, String value) {
        boolean is(String sign) {
            return kind == Kind.SIGN && value.equals(sign);
        }
    }

    /** Ends the reading inside this package. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,300})(\\.[0-9]{1,300})?([eE][+-]?[0-9]{1,10})?");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private int at;

    private Tokens(String text) {
        this.text = text;
    }

    /** The tokens, with one that says END last; comments go to {@code comments}. */
    static List<Token> of(String text, List<GraphQlItem> comments) throws Refusal {
        Tokens reading = new Tokens(text);
        reading.run();
        reading.comments.forEach(comment -> comments.add(new GraphQlItem.Comment(comment)));
        reading.tokens.add(new Token(Kind.END, ""));
        return reading.tokens;
    }

    private void run() throws Refusal {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\uFEFF' && at > 0) {
                throw new Refusal("a byte order mark stands inside it");
            }
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '\uFEFF') {
                at++;
            } else if (c == '#') {
                comment();
            } else if (text.startsWith("...", at)) {
                add(Kind.SIGN, 3);
            } else if ("!$&():=@[]{|}".indexOf(c) >= 0) {
                add(Kind.SIGN, 1);
            } else if (nameStart(c)) {
                add(Kind.NAME, nameLength());
            } else if (c == '-' || digit(c)) {
                number();
            } else if (c == '"') {
                string();
            } else {
                throw new Refusal("it holds a character that no document has there");
            }
        }
    }

    private void add(Kind kind, int length) {
        tokens.add(new Token(kind, text.substring(at, at + length)));
        at += length;
    }

    private void comment() {
        int end = at;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        comments.add(text.substring(at + 1, end));
        at = end;
    }

    private int nameLength() {
        int end = at + 1;
        while (end < text.length() && (nameStart(text.charAt(end)) || digit(text.charAt(end)))) {
            end++;
        }
        return end - at;
    }

    private void number() throws Refusal {
        Matcher literal = NUMBER.matcher(text).region(at, text.length());
        if (!literal.lookingAt()) {
            throw new Refusal("a number in it is written as none");
        }
        int end = literal.end();
        if (end < text.length()
                && (nameStart(text.charAt(end))
                        || digit(text.charAt(end))
                        || text.charAt(end) == '.')) {
            throw new Refusal("a number in it runs into a name");
        }
        add(Kind.NUMBER, end - at);
    }

    private void string() throws Refusal {
        if (text.startsWith("\"\"\"", at)) {
            block();
            return;
        }
        StringBuilder value = new StringBuilder();
        int i = at + 1;
        while (true) {
            if (i >= text.length() || text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                throw new Refusal("a string in it has no end");
            }
            char c = text.charAt(i);
            if (c == '"') {
                break;
            }
            if (c < ' ' && c != '\t') {
                throw new Refusal("a string in it holds a control character");
            }
            if (c != '\\') {
                value.append(c);
                i++;
                continue;
            }
            i = escape(value, i + 1);
        }
        tokens.add(new Token(Kind.TEXT, value.toString()));
        at = i + 1;
    }

    /**
     * Reads what stands after a backslash and returns where it ends. Newer documents may write a
     * code point in braces.
     */
    private int escape(StringBuilder value, int from) throws Refusal {
        char c = from < text.length() ? text.charAt(from) : ' ';
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            value.append("\"\\/\b\f\n\r\t".charAt(plain));
            return from + 1;
        }
        int end = from + 5;
        if (c != 'u'
                || end > text.length()
                || !text.substring(from + 1, end).matches("[0-9a-fA-F]{4}")) {
            throw new Refusal("a string in it has an escape that readers take differently");
        }
        value.append((char) Integer.parseInt(text, from + 1, end, 16));
        return end;
    }

    /** A block string without its common indentation (section 2.9.4). */
    private void block() throws Refusal {
        StringBuilder raw = new StringBuilder();
        int i = at + 3;
        while (!text.startsWith("\"\"\"", i)) {
            if (i >= text.length()) {
                throw new Refusal("a string in it has no end");
            }
            if (text.startsWith("\\\"\"\"", i)) {
                raw.append("\"\"\"");
                i += 4;
            } else {
                raw.append(text.charAt(i++));
            }
        }
        tokens.add(new Token(Kind.TEXT, dedented(raw.toString())));
        at = i + 3;
    }

    private static String dedented(String raw) {
        List<String> lines = new ArrayList<>(List.of(raw.split("\r\n|\r|\n", -1)));
        int common = Integer.MAX_VALUE;
        for (String line : lines.subList(1, lines.size())) {
            int indent = indent(line);
            if (indent < line.length()) {
                common = Math.min(common, indent);
            }
        }
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            lines.set(
                    i,
                    common == Integer.MAX_VALUE
                            ? line
                            : line.substring(Math.min(common, line.length())));
        }
        while (!lines.isEmpty() && indent(lines.getFirst()) == lines.getFirst().length()) {
            lines.removeFirst();
        }
        while (!lines.isEmpty() && indent(lines.getLast()) == lines.getLast().length()) {
            lines.removeLast();
        }
        return String.join("\n", lines);
    }

    private static int indent(String line) {
        int n = 0;
        while (n < line.length() && (line.charAt(n) == ' ' || line.charAt(n) == '\t')) {
            n++;
        }
        return n;
    }

    private static boolean nameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
