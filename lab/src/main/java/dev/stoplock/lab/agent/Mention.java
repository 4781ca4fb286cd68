package dev.stoplock.lab.agent;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A search for a text in what someone saw: as written, and inside JSON strings once their escapes
 * are undone.
 */
final class Mention {

    private Mention() {}

    static boolean in(String text, String needle) {
        if (needle.isBlank()) {
            throw new IllegalArgumentException("a blank text is mentioned everywhere");
        }
        String wanted = needle.toLowerCase(Locale.ROOT);
        return plain(text, wanted)
                || (JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE)
                                instanceof JsonResult.Parsed(Json value)
                        && inside(value, wanted));
    }

    private static boolean inside(Json value, String wanted) {
        return switch (value) {
            case Json.Obj object ->
                    object.members().entrySet().stream()
                            .anyMatch(member ->
                                    plain(member.getKey(), wanted)
                                            || inside(member.getValue(), wanted));
            case Json.Arr array -> array.items().stream().anyMatch(item -> inside(item, wanted));
            case Json.Str string -> plain(string.value(), wanted);
            case Json.Num number -> plain(number.literal(), wanted);
            case Json.Bool truth -> plain(Boolean.toString(truth.value()), wanted);
            case Json.Null nothing -> false;
        };
    }

    private static boolean plain(String text, String wanted) {
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
