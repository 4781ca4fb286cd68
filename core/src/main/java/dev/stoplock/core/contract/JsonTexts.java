package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON value is as one text: a leaf as it is written, an array of leaves joined, anything as
 * JSON. Each way has a name, and writes exactly one text.
 */
public final class JsonTexts {

    public static final Map<String, Function<Json, @Nullable String>> JOINS = joins();

    private JsonTexts() {}

    private static Map<String, Function<Json, @Nullable String>> joins() {
        Map<String, Function<Json, @Nullable String>> joins = new LinkedHashMap<>();
        joins.put("joined by a comma", value -> joined(value, ","));
        joins.put("joined by a comma and a space", value -> joined(value, ", "));
        joins.put("joined by a space", value -> joined(value, " "));
        joins.put("joined by a plus sign", value -> joined(value, "+"));
        joins.put("joined by a vertical bar", value -> joined(value, "|"));
        joins.put("joined by a new line", value -> joined(value, "\n"));
        joins.put("as JSON", JsonWriter::compact);
        return joins;
    }

    /** A leaf as it is written; null for what has leaves of its own. An empty value is no text. */
    public static @Nullable String leaf(Json value) {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Num(String literal) -> literal;
            case Json.Bool(boolean truth) -> Boolean.toString(truth);
            case Json.Null() -> "";
            case Json.Arr(List<Json> items) -> items.isEmpty() ? "" : null;
            case Json.Obj(Map<String, Json> members) -> members.isEmpty() ? "" : null;
        };
    }

    private static @Nullable String joined(Json value, String between) {
        if (!(value instanceof Json.Arr(List<Json> items)) || items.isEmpty()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (Json item : items) {
            String text = leaf(item);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return String.join(between, texts);
    }
}
