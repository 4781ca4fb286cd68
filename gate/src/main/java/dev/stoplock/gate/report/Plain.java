package dev.stoplock.gate.report;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of others as a page may show it: pieces that are plain text, characters nobody would see
 * made visible, beside each domain that could pass for another the name it has on the wire, and
 * beside each other word that could (a Cyrillic letter in a Latin name) its letters by number.
 *
 * <p>Guarantees: {@code Text} holds no control, format, bidirectional, unassigned or invisible
 * character and no space but U+0020 (in {@link #lines} also line feeds and tabs). Not guaranteed:
 * that two ASCII names which look alike (rn and m, 1 and l) are told apart.
 */
public record Plain(List<Piece> pieces) {

    /** The longest text shown whole, in UTF-16 code units. */
    public static final int LONGEST = 64 << 10;

    /** More combining characters in a row than any language needs. */
    private static final int MOST_MARKS = 3;

    /**
     * Letters and marks that are drawn as nothing or as a space (Unicode's
     * Default_Ignorable_Code_Point beyond the format characters, Hangul fillers, Braille blank).
     */
    private static final Pattern UNSEEN =
            Pattern.compile(
                    "[\\p{C}\\p{Zl}\\p{Zp}\\p{Zs}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800\\u3164"
                            + "\\uFE00-\\uFE0F\\uFFA0\\uFFFC\\x{E0100}-\\x{E01EF}&&[^ ]]");

    /** RFC 1034 names as people write them, with IDNA's other full stops (RFC 3490 §3.1). */
    private static final Pattern NAME =
            Pattern.compile(
                    "[\\p{L}\\p{N}\\p{M}](?:[\\p{L}\\p{N}\\p{M}_-]{0,62})"
                            + "(?:[.\\u3002\\uFF0E\\uFF61][\\p{L}\\p{N}\\p{M}](?:[\\p{L}\\p{N}\\p{M}_-]{0,62})){1,10}");

    private static final Pattern OTHER_STOPS = Pattern.compile("[\\u3002\\uFF0E\\uFF61]");

    /** One stretch of a text. */
    public sealed interface Piece {

        /** Nothing but visible characters. */
        record Text(String value) implements Piece {}

        /** One character that would not be seen: {@code U+202E} and its Unicode name. */
        record Unseen(String code, String name) implements Piece {}

        /** A domain as written, and the form that tells it from those it looks like. */
        record Domain(String written, String other) implements Piece {}

        /** A word that looks like another, and its letters named. */
        record Word(String written, String named) implements Piece {}
    }

    public Plain {
        pieces = List.copyOf(pieces);
    }

    /** One line: a line feed is made visible like every other control character. */
    public static Plain of(String hostile) {
        return new Plain(pieces(hostile, false));
    }

    /** Lines as they stand: line feeds, also after a carriage return, and tabs are kept. */
    public static Plain lines(String hostile) {
        return new Plain(pieces(hostile, true));
    }

    /** The same as one string, for a title or a label. */
    public String flat() {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(String value) -> out.append(value);
                case Piece.Unseen(String code, String name) ->
                        out.append('⟨').append(code).append('⟩');
                case Piece.Domain(String written, String other) ->
                        out.append(written).append(" (").append(other).append(')');
                case Piece.Word(String written, String named) ->
                        out.append(written).append(" (").append(named).append(')');
            }
        }
        return out.toString();
    }

    private static List<Piece> pieces(String hostile, boolean lines) {
        String whole = hostile;
        boolean cut = whole.length() > LONGEST;
        if (cut) {
            int end = Character.isHighSurrogate(whole.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
            whole = whole.substring(0, end);
        }
        List<Piece> pieces = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int marks = 0;
        for (int i = 0; i < whole.length(); ) {
            int c = whole.codePointAt(i);
            i += Character.charCount(c);
            if (lines && c == '\r' && i < whole.length() && whole.charAt(i) == '\n') {
                // the two are one line break, as in HTTP and mail
                continue;
            }
            marks = isMark(c) ? marks + 1 : 0;
            boolean kept = lines && (c == '\n' || c == '\t');
            if (!kept && (marks > MOST_MARKS || isUnseen(c))) {
                domains(text, pieces);
                pieces.add(new Piece.Unseen(code(c), name(c)));
            } else {
                text.appendCodePoint(c);
            }
        }
        domains(text, pieces);
        if (cut) {
            pieces.add(
                    new Piece.Unseen(
                            "…", (hostile.length() - whole.length()) + " more are not shown"));
        }
        return pieces;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isUnseen(int c) {
        return c != ' '
                && (c < 0x20 || c > 0x7E)
                && UNSEEN.matcher(Character.toString(c)).matches();
    }

    private static String code(int c) {
        return String.format(Locale.ROOT, "U+%04X", c);
    }

    private static String name(int c) {
        String name = Character.getName(c);
        return name == null ? "no assigned character" : name.toLowerCase(Locale.ROOT);
    }

    /** Takes the text gathered so far, and sets its domains apart where they need it. */
    private static void domains(StringBuilder gathered, List<Piece> pieces) {
        String text = gathered.toString();
        gathered.setLength(0);
        int done = 0;
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            String other = otherForm(names.group());
            if (other != null) {
                words(text.substring(done, names.start()), pieces);
                pieces.add(new Piece.Domain(names.group(), other));
                done = names.end();
            }
        }
        words(text.substring(done), pieces);
    }

    /** Takes a text without such domains, and sets the words apart that look like others. */
    private static void words(String text, List<Piece> pieces) {
        int done = 0;
        for (MatchResult word : (Iterable<MatchResult>) Lookalikes.in(text)::iterator) {
            if (word.start() > done) {
                pieces.add(new Piece.Text(text.substring(done, word.start())));
            }
            pieces.add(new Piece.Word(word.group(), Lookalikes.named(word.group())));
            done = word.end();
        }
        if (done < text.length()) {
            pieces.add(new Piece.Text(text.substring(done)));
        }
    }

    /** The punycode of a name that is not all ASCII, or what punycode stands for; else null. */
    private static @Nullable String otherForm(String name) {
        boolean ascii = name.chars().allMatch(c -> c < 0x80);
        if (ascii && !name.toLowerCase(Locale.ROOT).contains("xn--")) {
            return null;
        }
        try {
            if (ascii) {
                String decoded = IDN.toUnicode(name);
                // Threat: what punycode stands for may itself be invisible
                return decoded.equals(name) || UNSEEN.matcher(decoded).find() ? null : decoded;
            }
            return IDN.toASCII(OTHER_STOPS.matcher(name).replaceAll("."));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // no domain by any reading (RFC 3490): its letters are named instead
            return Lookalikes.named(name);
        }
    }
}
