package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Texts by which one sees how a tool writes what it is given: whether it escapes marks, which ends
 * it gives to lines, and whether it cuts blanks off. Only texts that are sentences are changed: a
 * name or an id with such marks is none.
 */
final class Marks {

    /** What such an argument holds are words for people: a type or an id of contents is none. */
    private static final Pattern LINES =
            Pattern.compile("(?i).*(text|body|message|content|description|comment|note)s?");

    /** What becomes one line of a mail has no line's end in it. */
    private static final Pattern ONE_LINE = Pattern.compile("(?i).*(subject|title)s?");

    private static final String SENTENCE = "about ";

    /** Makes another text of a sentence; {@code line}: it has to stay one line. */
    private interface Change {
        String of(String sentence, boolean line);
    }

    private Marks() {}

    /** With marks and, where there may be several lines, their ends. */
    static Json in(Json arguments) {
        return changed(
                arguments,
                "",
                (text, line) ->
                        text
                                + " \"so\" & <so> it's 5 % \u00fc\u2013\ud83d\ude00"
                                + (line ? "" : "\n\nthe \"next\" line\nand one more\n"));
    }

    /** With blanks around. */
    static Json around(Json arguments) {
        return changed(arguments, "", (text, line) -> "  " + text + " ");
    }

    private static Json changed(Json value, String name, Change change) {
        return switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                Map<String, Json> changed = new LinkedHashMap<>();
                members.forEach((key, each) -> changed.put(key, changed(each, key, change)));
                yield new Json.Obj(changed);
            }
            case Json.Arr(List<Json> items) -> {
                List<Json> changed = new ArrayList<>();
                items.forEach(each -> changed.add(changed(each, name, change)));
                yield new Json.Arr(changed);
            }
            case Json.Str(String text) -> {
                boolean line = ONE_LINE.matcher(name).matches();
                boolean words = line || LINES.matcher(name).matches();
                yield words && text.startsWith(SENTENCE) ? Json.of(change.of(text, line)) : value;
            }
            case Json.Num n -> value;
            case Json.Bool b -> value;
            case Json.Null n -> value;
        };
    }
}
