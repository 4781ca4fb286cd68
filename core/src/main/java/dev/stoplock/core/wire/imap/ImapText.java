package dev.stoplock.core.wire.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in one command's text. Literals stand in it as single characters from a private area,
 * which no other text can hold.
 */
final class ImapText {

    /** The character that stands for the first literal. */
    static final char LITERAL = '\uE000';

    private static final String NOT_IN_ATOMS = "(){\"\\%* ";
    private static final String NOT_IN_PATTERNS = "(){\"\\ ";

    private final String text;
    private final List<String> literals;
    private int at;

    ImapText(String text, List<String> literals) {
        this.text = text;
        this.literals = literals;
    }

    boolean atEnd() {
        return at == text.length();
    }

    boolean eat(char expected) {
        if (atEnd() || text.charAt(at) != expected) {
            return false;
        }
        at++;
        return true;
    }

    boolean isNext(char expected) {
        return !atEnd() && text.charAt(at) == expected;
    }

    /** What {@code pattern} matches here, at least one character; null for nothing. */
    @Nullable String word(java.util.regex.Pattern pattern) {
        java.util.regex.Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt() || matcher.end() == at) {
            return null;
        }
        at = matcher.end();
        return matcher.group();
    }

    /** What {@code pattern} matches here, without going on; empty for nothing. */
    String ahead(java.util.regex.Pattern pattern) {
        java.util.regex.Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    /** An atom, a quoted string or a literal (astring, RFC 9051, 9); null for anything else. */
    @Nullable String string() {
        return string(NOT_IN_ATOMS);
    }

    /** The same, where an atom may hold wildcards (list-mailbox). */
    @Nullable String pattern() {
        return string(NOT_IN_PATTERNS);
    }

    private @Nullable String string(String excluded) {
        if (atEnd()) {
            return null;
        }
        char first = text.charAt(at);
        if (first >= LITERAL) {
            at++;
            return literals.get(first - LITERAL);
        }
        if (first == '"') {
            return quoted();
        }
        int from = at;
        while (!atEnd() && text.charAt(at) < LITERAL && excluded.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at == from ? null : text.substring(from, at);
    }

    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (!atEnd()) {
            char c = text.charAt(at);
            at++;
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                if (atEnd() || "\"\\".indexOf(text.charAt(at)) < 0) {
                    return null;
                }
                c = text.charAt(at);
                at++;
            }
            if (c >= LITERAL) {
                return null;
            }
            value.append(c);
        }
        return null;
    }
}
