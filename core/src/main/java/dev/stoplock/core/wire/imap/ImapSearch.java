package dev.stoplock.core.wire.imap;

import dev.stoplock.core.wire.imap.ImapRequest.Kind;
import dev.stoplock.core.wire.imap.ImapRequest.Piece;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What SEARCH looks for (RFC 9051, 6.4.4), each key of a closed list. */
final class ImapSearch {

    private static final int DEEPEST = 10;
    private static final int MOST_PIECES = 300;

    private static final Set<String> ALONE =
            Set.of(
                    "ALL",
                    "ANSWERED",
                    "DELETED",
                    "DRAFT",
                    "FLAGGED",
                    "NEW",
                    "OLD",
                    "RECENT",
                    "SEEN",
                    "UNANSWERED",
                    "UNDELETED",
                    "UNDRAFT",
                    "UNFLAGGED",
                    "UNSEEN");
    private static final Set<String> WITH_TEXT =
            Set.of("BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO", "KEYWORD", "UNKEYWORD");
    private static final Set<String> WITH_DATE =
            Set.of("BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE");
    private static final Set<String> WITH_NUMBER = Set.of("LARGER", "SMALLER");

    private static final Pattern DATE =
            Pattern.compile(
                    "\"?[0-9]{1,2}-(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{4}\"?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final Pattern CHARSET = Pattern.compile("(?i)\"?(UTF-8|US-ASCII)\"?(?= )");

    private ImapSearch() {}

    static boolean read(ImapText text, List<Piece> pieces) {
        return keys(text, pieces, 0);
    }

    private static boolean keys(ImapText text, List<Piece> pieces, int depth) {
        boolean start = true;
        do {
            if (!start) {
                pieces.add(new Piece.Fixed(" "));
            }
            if (pieces.size() > MOST_PIECES || !key(text, pieces, depth, start)) {
                return false;
            }
            start = false;
        } while (text.eat(' '));
        return true;
    }

    private static boolean key(ImapText text, List<Piece> pieces, int depth, boolean first) {
        if (depth > DEEPEST) {
            return false;
        }
        if (text.eat('(')) {
            pieces.add(new Piece.Fixed("("));
            boolean fits = keys(text, pieces, depth + 1) && text.eat(')');
            pieces.add(new Piece.Fixed(")"));
            return fits;
        }
        String numbers = ImapGrammar.numbers(text);
        if (numbers != null) {
            pieces.add(new Piece.Fixed(numbers));
            return true;
        }
        String key = ImapGrammar.word(text);
        pieces.add(new Piece.Fixed(key));
        if (ALONE.contains(key)) {
            return true;
        }
        if (key.isEmpty() || !text.eat(' ')) {
            return false;
        }
        pieces.add(new Piece.Fixed(" "));
        if (WITH_TEXT.contains(key)) {
            return ImapGrammar.chosen(Kind.TEXT, text.string(), pieces);
        }
        if (WITH_DATE.contains(key)) {
            return fixed(text.word(DATE), pieces);
        }
        if (WITH_NUMBER.contains(key)) {
            return fixed(text.word(NUMBER), pieces);
        }
        return switch (key) {
            case "UID" -> fixed(ImapGrammar.numbers(text), pieces);
            case "NOT" -> key(text, pieces, depth + 1, false);
            case "OR" -> {
                boolean one = key(text, pieces, depth + 1, false) && text.eat(' ');
                pieces.add(new Piece.Fixed(" "));
                yield one && key(text, pieces, depth + 1, false);
            }
            case "HEADER" -> {
                boolean named = ImapGrammar.chosen(Kind.TEXT, text.string(), pieces);
                pieces.add(new Piece.Fixed(" "));
                yield named
                        && text.eat(' ')
                        && ImapGrammar.chosen(Kind.TEXT, text.string(), pieces);
            }
            case "CHARSET" -> {
                boolean known = first && depth == 0 && fixed(text.word(CHARSET), pieces);
                yield known && text.isNext(' ');
            }
            default -> false;
        };
    }

    private static boolean fixed(@Nullable String word, List<Piece> pieces) {
        if (word == null) {
            return false;
        }
        pieces.add(new Piece.Fixed(word));
        return true;
    }
}
