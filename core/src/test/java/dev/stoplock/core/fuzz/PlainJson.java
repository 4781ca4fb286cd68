package dev.stoplock.core.fuzz;

import dev.stoplock.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of RFC 8259 that shares nothing with the one under test but the values it makes. As
 * strict: no key twice, no byte order mark, no lone surrogate, nothing after the value.
 */
final class PlainJson {

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    /** Longer numbers are refused by the reader under test, and so here. */
    private static final int LONGEST_NUMBER = 1_000;

    /** The text is not one JSON value with one reading. */
    static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String reason) {
            super(reason);
        }
    }

    private final String text;
    private final int depth;
    private int at;

    private PlainJson(String text, int depth) {
        this.text = text;
        this.depth = depth;
    }

    static Json read(byte[] utf8, int depth) throws NotJson {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new NotJson("no UTF-8");
        }
        PlainJson reader = new PlainJson(text, depth);
        reader.blank();
        Json value = reader.value(0);
        reader.blank();
        if (reader.at < text.length()) {
            throw new NotJson("something follows");
        }
        return value;
    }

    private Json value(int level) throws NotJson {
        return switch (peek()) {
            case '{' -> object(level + 1);
            case '[' -> array(level + 1);
            case '"' -> new Json.Str(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", Json.NULL);
            default -> number();
        };
    }

    private Json object(int level) throws NotJson {
        open(level);
        Map<String, Json> members = new LinkedHashMap<>();
        if (peek() == '}') {
            at++;
            return new Json.Obj(members);
        }
        while (true) {
            String key = string();
            blank();
            expect(':');
            blank();
            if (members.put(key, value(level)) != null) {
                throw new NotJson("a key twice");
            }
            blank();
            if (peek() == '}') {
                at++;
                return new Json.Obj(members);
            }
            expect(',');
            blank();
        }
    }

    private Json array(int level) throws NotJson {
        open(level);
        List<Json> items = new ArrayList<>();
        if (peek() == ']') {
            at++;
            return new Json.Arr(items);
        }
        while (true) {
            items.add(value(level));
            blank();
            if (peek() == ']') {
                at++;
                return new Json.Arr(items);
            }
            expect(',');
            blank();
        }
    }

    private void open(int level) throws NotJson {
        if (level > depth) {
            throw new NotJson("too deep");
        }
        at++;
        blank();
    }

    private String string() throws NotJson {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw new NotJson("a control character");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        // UTF-16 text is well-formed exactly where it survives as UTF-8
        String value = out.toString();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new NotJson("a lone surrogate");
        }
        return value;
    }

    private char escaped() throws NotJson {
        char c = peek();
        at++;
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw new NotJson("no such escape");
        }
        String hex = text.substring(at, at + 4);
        if (!hex.matches("[0-9a-fA-F]{4}")) {
            throw new NotJson("no such escape");
        }
        at += 4;
        return (char) Integer.parseInt(hex, 16);
    }

    private Json number() throws NotJson {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt() || matcher.group().length() > LONGEST_NUMBER) {
            throw new NotJson("no value");
        }
        at = matcher.end();
        // a number ends where white space, a comma or a bracket stands
        if (at < text.length() && " \t\r\n,]}".indexOf(text.charAt(at)) < 0) {
            throw new NotJson("no number");
        }
        return new Json.Num(matcher.group());
    }

    private Json word(String word, Json value) throws NotJson {
        if (!text.startsWith(word, at)) {
            throw new NotJson("no value");
        }
        at += word.length();
        return value;
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws NotJson {
        if (at >= text.length()) {
            throw new NotJson("ends too early");
        }
        return text.charAt(at);
    }

    private void expect(char c) throws NotJson {
        if (peek() != c) {
            throw new NotJson("no " + c);
        }
        at++;
    }
}
