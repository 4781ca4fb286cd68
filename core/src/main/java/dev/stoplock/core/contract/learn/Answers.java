package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.JsonTexts;
import dev.stoplock.core.effect.ResultLinks;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of one tool say by themselves, call by call: lines of text and values, without
 * what they repeat of the call, the settings and the upstreams' replies.
 */
public final class Answers {

    /** A tool that says more is not compared line by line. */
    private static final int MOST_LINES = 2_000;

    /** Calls of one kind that tell whether a tool says the same each time. */
    private static final int FEWEST_ALIKE = 3;

    private static final int DEEPEST_TEXT = 3;

    private static final Pattern MARKS = Pattern.compile("[\"&<>]");

    private final Map<String, Said> calls = new LinkedHashMap<>();
    private final Set<AnswerLine> all = new LinkedHashSet<>();
    private final Map<AnswerLine, List<Set<String>>> blanked = new HashMap<>();
    private final boolean steady;
    private boolean over;

    /** The lines of one call, and the same without the words in them that hold a digit. */
    private record Said(Set<AnswerLine> lines, Set<AnswerLine> blank) {
        Said() {
            this(new LinkedHashSet<>(), new HashSet<>());
        }
    }

    private Answers(List<Sample> samples) {
        KnownWords known = new KnownWords();
        Map<String, List<Set<AnswerLine>>> alike = new LinkedHashMap<>();
        for (Sample sample : samples) {
            known.next(sample);
            Set<AnswerLine> lines = new LinkedHashSet<>();
            read(sample.answer(), known, lines);
            if (lines.size() > MOST_LINES || all.size() > MOST_LINES) {
                over = true;
                break;
            }
            all.addAll(lines);
            lines.forEach(this::blank);
            Said said = calls.computeIfAbsent(call(sample), any -> new Said());
            said.lines().addAll(lines);
            lines.forEach(line -> said.blank().add(line.blanked().line()));
            alike.computeIfAbsent(kind(sample), any -> new ArrayList<>()).add(lines);
        }
        steady = !over && alike.values().stream().allMatch(this::isSteady);
    }

    /** Of the calls of one tool, in their order. */
    public static Answers of(List<Sample> samples) {
        return new Answers(samples);
    }

    private static String call(Sample sample) {
        return JsonWriter.compact(sample.arguments());
    }

    /**
     * Calls with the same arguments, but for their made-up values, are of one kind. A text of
     * several lines, or with marks or blanks around, is answered in other lines than a plain one.
     */
    private static String kind(Sample sample) {
        Set<String> kind = new TreeSet<>();
        for (Leaves.Node node : Leaves.of(sample.arguments())) {
            String text = JsonTexts.leaf(node.value());
            boolean chosen = text != null && text.matches("[A-Za-z_ -]{0,20}");
            kind.add(node.starred() + (chosen ? "=" + text : "") + form(text));
        }
        return sample.failed() + " " + kind;
    }

    private static String form(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return (text.indexOf('\n') < 0 ? "" : " in lines")
                + (text.equals(text.strip()) ? "" : " with blanks")
                + (MARKS.matcher(text).find() ? " with marks" : "");
    }

    private boolean isSteady(List<Set<AnswerLine>> alike) {
        if (alike.size() < FEWEST_ALIKE) {
            return true;
        }
        Map<AnswerLine, Integer> counts = new HashMap<>();
        for (Set<AnswerLine> lines : alike) {
            Set<AnswerLine> once = new HashSet<>();
            lines.forEach(line -> once.add(line.blanked().line()));
            once.forEach(line -> counts.merge(line, 1, Integer::sum));
        }
        return counts.values().stream().allMatch(count -> count > 1);
    }

    private void blank(AnswerLine line) {
        AnswerLine.Blanked blank = line.blanked();
        List<Set<String>> words = blanked.computeIfAbsent(blank.line(), any -> new ArrayList<>());
        for (int i = 0; i < blank.words().size(); i++) {
            if (words.size() == i) {
                words.add(new HashSet<>());
            }
            words.get(i).add(blank.words().get(i));
        }
    }

    /** Whether calls of one kind are answered alike, and not at endless length. */
    boolean isSteady() {
        return steady;
    }

    /** The lines that the same call was not answered with in the other version, each once. */
    List<AnswerLine> beyond(Answers other) {
        Map<AnswerLine, AnswerLine> beyond = new LinkedHashMap<>();
        calls.forEach((call, said) -> {
            for (AnswerLine line : said.lines()) {
                if (!other.says(line, call)) {
                    beyond.putIfAbsent(line.blanked().line(), told(line));
                }
            }
        });
        return new ArrayList<>(beyond.values());
    }

    /** A line that stays the same from run to run: without the words that change in it here. */
    private AnswerLine told(AnswerLine line) {
        AnswerLine.Blanked blank = line.blanked();
        List<Set<String>> words = blanked.getOrDefault(blank.line(), List.of());
        return blank.filled(i -> i < words.size() && words.get(i).size() > 1);
    }

    Set<AnswerLine> all() {
        return all;
    }

    /** Whether the same call says this line; where there was no such call, whether any does. */
    boolean says(AnswerLine line, @Nullable String call) {
        Said said = call == null ? null : calls.get(call);
        if ((said == null ? all : said.lines()).contains(line)) {
            return true;
        }
        AnswerLine.Blanked blank = line.blanked();
        return !blank.words().isEmpty()
                && (said == null ? blanked.keySet() : said.blank()).contains(blank.line())
                && isAnother(blank);
    }

    /** Whether the line is one whose words, where they are others now, were others each time. */
    private boolean isAnother(AnswerLine.Blanked blank) {
        List<Set<String>> words = blanked.get(blank.line());
        if (words == null || words.size() != blank.words().size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).size() < 2 && !words.get(i).contains(blank.words().get(i))) {
                return false;
            }
        }
        return true;
    }

    private void read(Json answer, KnownWords known, Set<AnswerLine> lines) {
        boolean failed =
                answer instanceof Json.Obj object
                        && (object.at("isError") instanceof Json.Bool(boolean error) && error
                                || object.at("code") != null && object.at("content") == null);
        // whether it is an error each of its lines says
        Json said = answer instanceof Json.Obj object ? without(object, "isError") : answer;
        new Reader(known, failed, lines).value(said, "", "", 0);
        if (Leaves.of(said).stream().allMatch(Answers::isEmpty)) {
            lines.add(
                    new AnswerLine("/", failed, List.of(new AnswerLine.Piece.Text("")), Set.of()));
        }
    }

    private static boolean isEmpty(Leaves.Node node) {
        String text = JsonTexts.leaf(node.value());
        return text == null || text.isBlank();
    }

    private static Json without(Json.Obj object, String name) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.remove(name);
        return new Json.Obj(members);
    }

    /** Takes one answer apart. */
    private record Reader(KnownWords known, boolean failed, Set<AnswerLine> lines) {

        void value(Json value, String place, String name, int depth) {
            switch (value) {
                case Json.Obj(Map<String, Json> members) ->
                        members.forEach((each, member) -> {
                            value(
                                    member,
                                    place + "/" + (known.isValue(each) ? "*" : each),
                                    each,
                                    depth);
                            if (!hosts(each).isEmpty()) {
                                add(each, place + " (a name)", "");
                            }
                        });
                case Json.Arr(List<Json> items) ->
                        items.forEach(item -> value(item, place + "/*", name, depth));
                case Json.Str(String text) -> text(text, place, name, depth);
                case Json.Num(String literal) -> leaf(literal, place, name);
                case Json.Bool(boolean truth) -> leaf(Boolean.toString(truth), place, name);
                case Json.Null() -> leaf("", place, name);
            }
        }

        private void leaf(String text, String place, String name) {
            if (!known.isMember(name, text)) {
                add(text, place, name);
            }
        }

        /** A text may be JSON, or hold some between its first and its last bracket. */
        private void text(String text, String place, String name, int depth) {
            int from = first(text);
            int to = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
            if (depth < DEEPEST_TEXT
                    && from >= 0
                    && to > from
                    && JsonReader.read(
                                    text.substring(from, to).getBytes(StandardCharsets.UTF_8),
                                    JsonLimits.MESSAGE)
                            instanceof JsonResult.Parsed(Json inner)
                    && isBranch(inner)
                    && isApart(text.substring(0, from))) {
                split(text.substring(0, from), place, name);
                value(inner, place + " as JSON", name, depth + 1);
                split(text.substring(to), place, name);
            } else if (!known.isMember(name, text)) {
                split(text, place, name);
            }
            // a link may stand across what was taken apart
            Set<String> hosts = hosts(text);
            lines.forEach(line -> hosts.removeAll(line.hosts()));
            if (!hosts.isEmpty()) {
                add(text, place, name);
            }
        }

        /** JSON in a text follows a line or a colon; brackets of another use do not. */
        private static boolean isApart(String before) {
            String said = before.stripTrailing();
            return said.isEmpty() || said.endsWith(":") || before.endsWith("\n");
        }

        private static int first(String text) {
            int object = text.indexOf('{');
            int array = text.indexOf('[');
            return object < 0 || array >= 0 && array < object ? array : object;
        }

        private static boolean isBranch(Json value) {
            return value instanceof Json.Obj(var members) && !members.isEmpty()
                    || value instanceof Json.Arr(var items) && !items.isEmpty();
        }

        private void split(String text, String place, String name) {
            text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> add(line, place, name));
        }

        /** Those that a text links to and nobody named. */
        private Set<String> hosts(String text) {
            Set<String> hosts = new TreeSet<>();
            for (String link : ResultLinks.of(text)) {
                String host = ResultLinks.host(link);
                if (host == null || !known.holds(host)) {
                    hosts.add(host == null ? "an unreadable host" : host);
                }
            }
            return hosts;
        }

        private void add(String text, String place, String name) {
            if (lines.size() > MOST_LINES) {
                return;
            }
            Set<String> hosts = hosts(text);
            AnswerLine line = new AnswerLine(place, failed, known.cut(text), hosts);
            if (!line.isOnlyOfOthers() || !known.isName(name) || !hosts.isEmpty()) {
                lines.add(line);
            }
        }
    }
}
