package dev.stoplock.core.wire.imap;

import dev.stoplock.core.wire.imap.ImapRequest.Kind;
import dev.stoplock.core.wire.imap.ImapRequest.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reading commands and their arguments (RFC 9051, 6 and 9), each word of a closed list. SELECT
 * goes on as EXAMINE: a mailbox that was opened so cannot be changed, not even by reading a mail in
 * it, which would mark it as seen.
 */
final class ImapGrammar {

    private static final Set<String> BARE =
            Set.of("NOOP", "CHECK", "CLOSE", "UNSELECT", "NAMESPACE", "IDLE");

    private static final Set<String> WITH_ARGUMENTS =
            Set.of(
                    "SELECT",
                    "EXAMINE",
                    "STATUS",
                    "LIST",
                    "LSUB",
                    "FETCH",
                    "SEARCH",
                    "UID",
                    "GETQUOTA",
                    "GETQUOTAROOT");

    private static final Set<String> UID_READS = Set.of("FETCH", "SEARCH");
    private static final Pattern UID_COMMAND = Pattern.compile(" [A-Za-z]{1,16}(?= |$)");

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9.-]{0,40}");
    private static final Pattern NUMBERS =
            Pattern.compile(
                    "([0-9]{1,10}|\\*)(:([0-9]{1,10}|\\*))?"
                            + "(,([0-9]{1,10}|\\*)(:([0-9]{1,10}|\\*))?){0,999}+");
    private static final Pattern SECTION =
            Pattern.compile(
                    "(?i)BODY(\\.PEEK)?\\[(([0-9]{1,4}(\\.[0-9]{1,4}){0,9})(\\.MIME|\\.TEXT|\\.HEADER)?"
                            + "|TEXT|HEADER)?\\](<[0-9]{1,10}\\.[0-9]{1,10}>)?");
    private static final Pattern FIELDS =
            Pattern.compile(
                    "(?i)BODY(\\.PEEK)?\\[([0-9]{1,4}(\\.[0-9]{1,4}){0,9}\\.)?HEADER\\.FIELDS(\\.NOT)? \\(");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9-]{1,60}");
    private static final Pattern FIELDS_END =
            Pattern.compile("\\)\\](<[0-9]{1,10}\\.[0-9]{1,10}>)?");

    private static final Set<String> ITEMS =
            Set.of(
                    "ALL",
                    "FULL",
                    "FAST",
                    "BODY",
                    "BODYSTRUCTURE",
                    "ENVELOPE",
                    "FLAGS",
                    "INTERNALDATE",
                    "RFC822",
                    "RFC822.HEADER",
                    "RFC822.SIZE",
                    "RFC822.TEXT",
                    "UID");

    private static final Set<String> STATUS =
            Set.of("MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE");

    private ImapGrammar() {}

    /** What a command, in upper case, is called where it is none that reads; else null. */
    static @Nullable String changing(String name, ImapText text) {
        if (!BARE.contains(name) && !WITH_ARGUMENTS.contains(name)) {
            return name;
        }
        String inner = name.equals("UID") ? text.ahead(UID_COMMAND).toUpperCase(Locale.ROOT) : "";
        return inner.isEmpty() || UID_READS.contains(inner.strip()) ? null : name + inner;
    }

    /** Reads the arguments; null where they are not of the closed form. */
    static @Nullable ImapRequest read(String name, ImapText text) {
        if (BARE.contains(name)) {
            return text.atEnd()
                    ? new ImapRequest("imap " + name, true, List.of(new Piece.Fixed(name)))
                    : null;
        }
        List<Piece> pieces = new ArrayList<>();
        String done = name.equals("SELECT") ? "EXAMINE" : name;
        if (!text.eat(' ')) {
            return null;
        }
        if (name.equals("UID")) {
            String inner = upper(text.word(WORD));
            if (!UID_READS.contains(inner) || !text.eat(' ')) {
                return null;
            }
            done = "UID " + inner;
        }
        pieces.add(new Piece.Fixed(done + " "));
        boolean fits =
                switch (done) {
                    case "EXAMINE", "GETQUOTA", "GETQUOTAROOT" -> mailbox(text, pieces);
                    case "STATUS" -> status(text, pieces);
                    case "LIST", "LSUB" -> list(text, pieces);
                    case "FETCH", "UID FETCH" -> fetch(text, pieces);
                    case "SEARCH", "UID SEARCH" -> ImapSearch.read(text, pieces);
                    default -> false;
                };
        return fits && text.atEnd() ? new ImapRequest("imap " + done, false, pieces) : null;
    }

    static String upper(@Nullable String word) {
        return word == null ? "" : word.toUpperCase(Locale.ROOT);
    }

    /** A set of numbers in its own form, or null. */
    static @Nullable String numbers(ImapText text) {
        return text.word(NUMBERS);
    }

    static String word(ImapText text) {
        return upper(text.word(WORD));
    }

    private static boolean mailbox(ImapText text, List<Piece> pieces) {
        return chosen(Kind.MAILBOX, text.string(), pieces);
    }

    static boolean chosen(Kind kind, @Nullable String value, List<Piece> pieces) {
        if (value == null) {
            return false;
        }
        pieces.add(new Piece.Chosen(kind, value));
        return true;
    }

    private static boolean status(ImapText text, List<Piece> pieces) {
        if (!mailbox(text, pieces) || !text.eat(' ') || !text.eat('(')) {
            return false;
        }
        List<String> items = new ArrayList<>();
        do {
            String item = word(text);
            if (!STATUS.contains(item) || items.contains(item)) {
                return false;
            }
            items.add(item);
        } while (text.eat(' '));
        pieces.add(new Piece.Fixed(" (" + String.join(" ", items) + ")"));
        return text.eat(')');
    }

    private static boolean list(ImapText text, List<Piece> pieces) {
        if (!mailbox(text, pieces) || !text.eat(' ')) {
            return false;
        }
        pieces.add(new Piece.Fixed(" "));
        return chosen(Kind.PATTERN, text.pattern(), pieces);
    }

    private static boolean fetch(ImapText text, List<Piece> pieces) {
        String numbers = numbers(text);
        if (numbers == null || !text.eat(' ')) {
            return false;
        }
        pieces.add(new Piece.Fixed(numbers + " "));
        if (!text.eat('(')) {
            return item(text, pieces);
        }
        pieces.add(new Piece.Fixed("("));
        for (int i = 0; i < 30; i++) {
            if (!item(text, pieces)) {
                return false;
            }
            if (text.eat(')')) {
                pieces.add(new Piece.Fixed(")"));
                return true;
            }
            if (!text.eat(' ')) {
                return false;
            }
            pieces.add(new Piece.Fixed(" "));
        }
        return false;
    }

    private static boolean item(ImapText text, List<Piece> pieces) {
        String fields = text.word(FIELDS);
        if (fields != null) {
            pieces.add(new Piece.Fixed(upper(fields)));
            return fields(text, pieces);
        }
        String section = text.word(SECTION);
        if (section != null) {
            pieces.add(new Piece.Fixed(upper(section)));
            return true;
        }
        String word = word(text);
        pieces.add(new Piece.Fixed(word));
        return ITEMS.contains(word);
    }

    private static boolean fields(ImapText text, List<Piece> pieces) {
        for (int i = 0; i < 50; i++) {
            // a string here is a field's name as well as an atom is
            String name = text.isNext('"') ? text.string() : text.word(FIELD);
            if (name == null || !FIELD.matcher(name).matches()) {
                return false;
            }
            pieces.add(new Piece.Chosen(Kind.FIELD, name));
            String end = text.word(FIELDS_END);
            if (end != null) {
                pieces.add(new Piece.Fixed(end));
                return true;
            }
            if (!text.eat(' ')) {
                return false;
            }
            pieces.add(new Piece.Fixed(" "));
        }
        return false;
    }
}
