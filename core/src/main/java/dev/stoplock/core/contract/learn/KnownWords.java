package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.JsonTexts;
import dev.stoplock.core.contract.Transforms;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.contract.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call, the settings, the replies to its requests and the calls before it say, so that what
 * an answer repeats of it is told from what the tool says itself.
 */
final class KnownWords {

    /** Where the same text is said by several, the earlier of these is named. */
    enum Whose {
        ARGUMENT("argument"),
        SETTING("config"),
        REPLY("result"),
        EARLIER("a call before");

        private final String word;

        Whose(String word) {
            this.word = word;
        }
    }

    /** Words are found by so many of their first characters; shorter ones are nobody's. */
    private static final int START = 5;

    /** What an upstream says in fewer characters, and without a digit, is a word of everyone's. */
    private static final int OWN = 8;

    private static final int MOST_WORDS = 20_000;
    private static final int MOST_REMEMBERED = 20_000;

    private record Word(String text, Whose whose, String source) {}

    private final Map<String, List<Word>> words = new HashMap<>();
    private final Map<String, Boolean> earlier = new HashMap<>();
    private final Map<String, List<String>> earlierByStart = new HashMap<>();
    private final Set<String> numbers = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> members = new HashSet<>();
    private final Set<String> whole = new HashSet<>();
    private final StringBuilder texts = new StringBuilder();
    private Instant at = Instant.EPOCH;
    private int count;

    /** Another call: what the one before said is from now on what a call before said. */
    void next(Sample sample) {
        for (List<Word> each : words.values()) {
            for (Word word : each) {
                if (word.whose() != Whose.SETTING
                        && earlier.size() < MOST_REMEMBERED
                        && earlier.putIfAbsent(word.text(), true) == null) {
                    earlierByStart
                            .computeIfAbsent(
                                    word.text().substring(0, START), any -> new ArrayList<>())
                            .add(word.text());
                }
            }
        }
        words.clear();
        numbers.clear();
        names.clear();
        members.clear();
        whole.clear();
        texts.setLength(0);
        count = 0;
        at = sample.at();
        said(sample.arguments(), Whose.ARGUMENT, Set.of());
        sample.settings().forEach((name, value) -> text(value, Whose.SETTING, name));
        for (Sample.Seen seen : sample.seen()) {
            if (seen.reply() != null) {
                said(seen.reply(), Whose.REPLY, seen.planted());
            }
        }
    }

    /** Threat: what the server had put into a reply by itself is not what an upstream says. */
    private void said(Json root, Whose whose, Set<String> planted) {
        for (Leaves.Node node : Leaves.of(root)) {
            String name = node.lastName();
            String text = JsonTexts.leaf(node.value());
            if (planted.contains(name) || text != null && planted.contains(text)) {
                continue;
            }
            names.add(name);
            if (text != null) {
                members.add(name + "\0" + text);
                text(text, whose, node.starred());
            } else if (whose == Whose.ARGUMENT) {
                JsonTexts.JOINS
                        .values()
                        .forEach(join -> word(join.apply(node.value()), whose, node.starred()));
            }
        }
    }

    private void text(String text, Whose whose, String place) {
        whole.add(text);
        texts.append(text).append('\n');
        boolean number = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
        if (number && text.length() < START && whose != Whose.REPLY) {
            numbers.add(text);
        }
        if (whose == Whose.REPLY) {
            boolean own = text.length() >= OWN || text.chars().anyMatch(Character::isDigit);
            if (own) {
                word(text, whose, place);
            }
            return;
        }
        for (String via : Transforms.writing()) {
            String written = Transforms.written(via, text);
            word(written, whose, place);
            // an answer is compared line by line
            if (written != null && written.indexOf('\n') >= 0) {
                written.lines().map(String::strip).forEach(line -> word(line, whose, place));
            }
        }
    }

    private void word(@Nullable String text, Whose whose, String place) {
        if (text == null || text.length() < START || count > MOST_WORDS) {
            return;
        }
        // what an upstream's reply holds moves with its shape
        String source = whose == Whose.REPLY ? whose.word : whose.word + " " + place;
        List<Word> same = words.computeIfAbsent(text.substring(0, START), any -> new ArrayList<>());
        if (same.stream().noneMatch(word -> word.text().equals(text))) {
            count++;
            same.add(new Word(text, whose, source));
        }
    }

    /** Whether an upstream or the call has a member with this name, or this very value. */
    boolean isName(String name) {
        return names.contains(name);
    }

    boolean isValue(String text) {
        return whole.contains(text);
    }

    /** Whether an upstream or the call has this very member. */
    boolean isMember(String name, String text) {
        return members.contains(name + "\0" + text);
    }

    /** Whether anything that the call, a setting or an upstream said has this host in it. */
    boolean holds(String host) {
        return texts.indexOf(host) >= 0;
    }

    /** A text in its pieces. */
    List<AnswerLine.Piece> cut(String text) {
        List<AnswerLine.Piece> pieces = new ArrayList<>();
        StringBuilder own = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            AnswerLine.Piece.From from = null;
            int end = i;
            Word word = longest(text, i);
            if (word != null) {
                from = new AnswerLine.Piece.From(word.source());
                end = i + word.text().length();
            } else if (isStart(text, i)) {
                end = wordEnd(text, i);
                String token = text.substring(i, end);
                if (numbers.contains(token)) {
                    from = new AnswerLine.Piece.From(Whose.ARGUMENT.word + " (a number)");
                } else if (token.length() >= 10 && isTime(token)) {
                    from = new AnswerLine.Piece.From("time");
                }
            }
            if (from == null) {
                own.append(text.charAt(i++));
                continue;
            }
            if (!own.isEmpty()) {
                pieces.add(new AnswerLine.Piece.Text(own.toString()));
                own.setLength(0);
            }
            pieces.add(from);
            i = end;
        }
        if (!own.isEmpty()) {
            pieces.add(new AnswerLine.Piece.Text(own.toString()));
        }
        return pieces;
    }

    private @Nullable Word longest(String text, int from) {
        if (from + START > text.length()) {
            return null;
        }
        String start = text.substring(from, from + START);
        Word longest = null;
        for (Word word : words.getOrDefault(start, List.of())) {
            if ((longest == null || word.text().length() > longest.text().length())
                    && text.startsWith(word.text(), from)) {
                longest = word;
            }
        }
        if (longest != null) {
            return longest;
        }
        for (String before : earlierByStart.getOrDefault(start, List.of())) {
            if ((longest == null || before.length() > longest.text().length())
                    && text.startsWith(before, from)) {
                longest = new Word(before, Whose.EARLIER, Whose.EARLIER.word);
            }
        }
        return longest;
    }

    private static boolean isStart(String text, int at) {
        return isDigit(text.charAt(at)) && (at == 0 || !isOfToken(text.charAt(at - 1)));
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && end - from < 40 && isOfToken(text.charAt(end))) {
            end++;
        }
        // the end of a sentence is no part of a time
        while (end > from + 1 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isOfToken(char c) {
        return Character.isLetterOrDigit(c) || "-:.+".indexOf(c) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private boolean isTime(String token) {
        for (Shape shape : Shape.values()) {
            if (shape.isTime() && shape.holds(token, at)) {
                return true;
            }
        }
        return false;
    }
}
