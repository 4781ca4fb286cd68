package dev.stoplock.gate.rehearse;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Draws one reply by the schema of a response (JSON Schema, as OpenAPI uses it), or by an example
 * of it. What no list of words names is made up, so that it stands nowhere else.
 */
final class DrawnReply {

    /** Where made-up values come from. */
    interface Words {
        String word();

        String id();

        int number();
    }

    private static final int DEEPEST = 8;
    private static final int MOST_VALUES = 2_000;
    private static final String A_WORD = "[A-Za-z][A-Za-z0-9_.-]{0,40}";
    private static final String A_TIME = "2026-02-03T04:05:06Z";

    private final UnaryOperator<@Nullable Json> resolved;
    private final Words words;
    private int values;

    DrawnReply(UnaryOperator<@Nullable Json> resolved, Words words) {
        this.resolved = resolved;
        this.words = words;
    }

    /** Null where the response says nothing of its body. */
    @Nullable Json of(Json.Obj response) {
        Json said = response;
        if (response.at("content") instanceof Json.Obj(Map<String, Json> types)) {
            said = null;
            for (Map.Entry<String, Json> each : types.entrySet()) {
                String type = each.getKey().toLowerCase(Locale.ROOT);
                if (said == null && (type.contains("json") || type.equals("*/*"))) {
                    said = each.getValue();
                }
            }
        }
        if (!(resolved.apply(said) instanceof Json.Obj media)) {
            return null;
        }
        Json drawn = media.at("schema") == null ? null : value(media.at("schema"), "", 0);
        if (isTelling(drawn)) {
            return drawn;
        }
        Json example = example(media);
        drawn = example == null ? null : like(example, "", 0);
        return isTelling(drawn) ? drawn : null;
    }

    private static boolean isTelling(@Nullable Json drawn) {
        return drawn instanceof Json.Obj(var members) && !members.isEmpty()
                || drawn instanceof Json.Arr(var items)
                        && !items.isEmpty()
                        && isTelling(items.getFirst());
    }

    private @Nullable Json example(Json.Obj media) {
        if (media.at("example") != null) {
            return media.at("example");
        }
        if (media.at("examples") instanceof Json.Obj(Map<String, Json> examples)) {
            for (Json each : examples.values()) {
                if (resolved.apply(each) instanceof Json.Obj example) {
                    return example.at("value") == null ? example : example.at("value");
                }
            }
        }
        return null;
    }

    /** A value that the schema takes; null where the schema leads nowhere, or too far. */
    private @Nullable Json value(@Nullable Json said, String name, int depth) {
        if (!(resolved.apply(said) instanceof Json.Obj schema)
                || depth > DEEPEST
                || ++values > MOST_VALUES) {
            return null;
        }
        if (isOfNextPage(name)) {
            return Json.NULL;
        }
        if (schema.at("const") != null) {
            return like(schema.at("const"), name, depth);
        }
        if (schema.at("enum") instanceof Json.Arr(List<Json> options) && !options.isEmpty()) {
            return like(options.getFirst(), name, depth);
        }
        for (String either : List.of("oneOf", "anyOf")) {
            if (schema.at(either) instanceof Json.Arr(List<Json> options) && !options.isEmpty()) {
                return value(options.getFirst(), name, depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> {
                List<Json> items = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Json item = value(schema.at("items"), name, depth + 1);
                    if (item != null) {
                        items.add(item);
                    }
                }
                yield new Json.Arr(items);
            }
            case "integer", "number" -> Json.of(47_110L + words.number());
            case "boolean" -> Json.of(isGood(name));
            case "null" -> Json.NULL;
            default -> text(schema, name);
        };
    }

    private Json object(Json.Obj schema, int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        if (schema.at("allOf") instanceof Json.Arr(List<Json> all)) {
            for (Json each : all) {
                if (value(each, "", depth + 1) instanceof Json.Obj(Map<String, Json> more)) {
                    members.putAll(more);
                }
            }
        }
        if (schema.at("properties") instanceof Json.Obj(Map<String, Json> properties)) {
            properties.forEach((name, inner) -> {
                Json member = value(inner, name, depth + 1);
                if (member != null) {
                    members.put(name, member);
                }
            });
        }
        return new Json.Obj(members);
    }

    private static String type(Json.Obj schema) {
        if (schema.at("type") instanceof Json.Arr(List<Json> types)) {
            for (Json each : types) {
                if (each instanceof Json.Str(String type) && !type.equals("null")) {
                    return type;
                }
            }
        }
        String type = schema.text("type");
        boolean object = schema.at("properties") != null || schema.at("allOf") != null;
        return type != null ? type : object ? "object" : "string";
    }

    private Json text(Json.Obj schema, String name) {
        String format = schema.text("format");
        String example = schema.text("example");
        return switch (format == null ? "" : format) {
            case "date-time" -> Json.of(A_TIME);
            case "date" -> Json.of(A_TIME.substring(0, 10));
            case "uuid" -> Json.of(words.id());
            case "uri", "url" -> Json.of("https://pages.example/" + words.word());
            case "email" -> Json.of(words.word() + "@correspondent.example");
            default ->
                    example != null
                            ? like(Json.of(example), name, DEEPEST)
                            : Json.of(isId(name) ? words.id() : words.word());
        };
    }

    /** The same shape with other values; only single words, times and truths stay. */
    private Json like(Json example, String name, int depth) {
        if (depth > DEEPEST || ++values > MOST_VALUES || isOfNextPage(name)) {
            return Json.NULL;
        }
        return switch (example) {
            case Json.Obj(Map<String, Json> members) -> {
                Map<String, Json> like = new LinkedHashMap<>();
                members.forEach((each, value) -> like.put(each, like(value, each, depth + 1)));
                yield new Json.Obj(like);
            }
            case Json.Arr(List<Json> items) ->
                    new Json.Arr(
                            items.stream()
                                    .limit(2)
                                    .map(item -> like(item, name, depth + 1))
                                    .toList());
            case Json.Str(String text) -> Json.of(text(text, name));
            case Json.Num(String literal) ->
                    literal.length() < 5 ? example : Json.of(47_110L + words.number());
            case Json.Bool truth -> isOfNextPage(name) ? Json.of(false) : truth;
            case Json.Null none -> none;
        };
    }

    private String text(String example, String name) {
        if (example.contains("://")) {
            return "https://pages.example/" + words.word();
        }
        if (example.indexOf('@') > 0) {
            return words.word() + "@correspondent.example";
        }
        if (example.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{5,15}(Z|[+-][0-9:]{4,5})?)?")) {
            return example.length() > 10 ? A_TIME : A_TIME.substring(0, 10);
        }
        if (isId(name) || example.matches("[0-9a-fA-F-]{32,36}")) {
            return words.id();
        }
        return example.isEmpty() || example.matches(A_WORD) && !example.matches(".*[0-9].*[0-9].*")
                ? example
                : words.word();
    }

    /** Threat: an answer that always names a next page would be followed for ever. */
    private static boolean isOfNextPage(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return plain.contains("cursor") || plain.startsWith("next");
    }

    private static boolean isGood(String name) {
        return !name.toLowerCase(Locale.ROOT)
                .matches(".*(more|next|trunc|incomplete|error|fail|archiv|delet|trash|locked).*");
    }

    private static boolean isId(String name) {
        return name.equals("id") || name.matches(".*(_id|Id|ID|uuid)");
    }
}
