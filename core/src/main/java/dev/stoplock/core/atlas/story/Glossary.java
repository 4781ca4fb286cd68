package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The technical words of a case, each explained in one plain sentence. A text marks a word simply
 * by using it.
 */
public record Glossary(List<Entry> entries) {

    public Glossary {
        entries = List.copyOf(entries);
        List<String> forms =
                entries.stream()
                        .flatMap(entry -> entry.forms().stream())
                        .map(Glossary::key)
                        .toList();
        Wording.distinct(forms, "a word");
    }

    /** A word, other forms of it such as its plural, and what it means. */
    public record Entry(String word, List<String> also, String sentence) {
        public Entry {
            Wording.name(word);
            also = Wording.distinct(also, "a form");
            also.forEach(Wording::name);
            Wording.sentence(sentence);
        }

        /** The word and its other forms. */
        List<String> forms() {
            List<String> forms = new ArrayList<>(also);
            forms.addFirst(word);
            return forms;
        }
    }

    /** A stretch of a text: a glossary word as it stands there, or (null) what is none. */
    public record Piece(String text, @Nullable Entry entry) {}

    /**
     * The whole text, cut before and after each glossary word in it. The longest word wins;
     * capitals do not matter; a part of a longer word or of a name such as {@code postmark-mcp} is
     * none.
     */
    public List<Piece> pieces(String text) {
        if (entries.isEmpty()) {
            return List.of(new Piece(text, null));
        }
        Map<String, Entry> byForm = byForm();
        List<Piece> pieces = new ArrayList<>();
        Matcher found = words(byForm).matcher(text);
        int from = 0;
        while (found.find()) {
            if (found.start() > from) {
                pieces.add(new Piece(text.substring(from, found.start()), null));
            }
            pieces.add(new Piece(found.group(), byForm.get(key(found.group()))));
            from = found.end();
        }
        if (from < text.length()) {
            pieces.add(new Piece(text.substring(from), null));
        }
        return pieces;
    }

    private Map<String, Entry> byForm() {
        Map<String, Entry> byForm = new HashMap<>();
        for (Entry entry : entries) {
            entry.forms().forEach(form -> byForm.put(key(form), entry));
        }
        return byForm;
    }

    private static Pattern words(Map<String, Entry> byForm) {
        String any =
                byForm.keySet().stream()
                        .sorted(
                                Comparator.comparingInt(String::length)
                                        .reversed()
                                        .thenComparing(Comparator.naturalOrder()))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"));
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}.@/-])(?:" + any + ")(?![\\p{L}\\p{N}@/]|[-.][\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE);
    }

    private static String key(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
