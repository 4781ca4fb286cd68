package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places of a JSON Schema: what stands behind a reference, which members an object has, and
 * which of them may be left out. A place is a JSON Pointer with a star for each index.
 */
final class SchemaPlaces {

    private static final int MOST_REFERENCES = 8;
    private static final int DEEPEST = 5;

    /** More places inside the arguments are not left out one by one. */
    private static final int MOST_INNER = 12;

    private SchemaPlaces() {}

    /** What a schema is, whatever references lead to it; any value where one leads nowhere. */
    static Json resolved(Json.Obj root, Json schema) {
        Json found = schema;
        for (int i = 0; i < MOST_REFERENCES; i++) {
            if (!(found instanceof Json.Obj object) || object.text("$ref") == null) {
                return found;
            }
            found = at(root, String.valueOf(object.text("$ref")));
        }
        return Json.object().build();
    }

    /** RFC 6901, 6: a pointer as the fragment of an address; only those into the schema itself. */
    private static Json at(Json.Obj root, String reference) {
        @Nullable Json found = reference.startsWith("#") ? root : null;
        String[] steps = reference.split("/", -1);
        for (int i = 1; i < steps.length && found != null; i++) {
            String name = steps[i].replace("~1", "/").replace("~0", "~");
            found =
                    switch (found) {
                        case Json.Obj object -> object.at(name);
                        case Json.Arr(List<Json> items) ->
                                name.matches("[0-9]{1,4}") && Integer.parseInt(name) < items.size()
                                        ? items.get(Integer.parseInt(name))
                                        : null;
                        default -> null;
                    };
        }
        return found == null ? Json.object().build() : found;
    }

    static Map<String, Json> properties(Json.Obj schema) {
        return schema.at("properties") instanceof Json.Obj(Map<String, Json> properties)
                ? properties
                : Map.of();
    }

    static Set<String> required(Json.Obj schema) {
        Set<String> names = new LinkedHashSet<>();
        if (schema.at("required") instanceof Json.Arr(List<Json> required)) {
            required.forEach(name -> {
                if (name instanceof Json.Str(String text)) {
                    names.add(text);
                }
            });
        }
        return names;
    }

    /** The optional arguments. */
    static Set<String> optional(Json.Obj root) {
        Set<String> places = new LinkedHashSet<>();
        Set<String> required = required(root);
        for (String name : properties(root).keySet()) {
            if (!required.contains(name)) {
                places.add("/" + Pointer.escape(name));
            }
        }
        return places;
    }

    /** The optional members inside of the arguments, those further out first. */
    static List<String> inner(Json.Obj root) {
        List<String> places = new ArrayList<>();
        properties(root)
                .forEach(
                        (name, each) -> collect(root, "/" + Pointer.escape(name), each, 1, places));
        return places.stream()
                .sorted(
                        Comparator.comparingLong(
                                place -> place.chars().filter(c -> c == '/').count()))
                .limit(MOST_INNER)
                .toList();
    }

    private static void collect(
            Json.Obj root, String place, Json said, int depth, List<String> places) {
        if (depth > DEEPEST || !(resolved(root, said) instanceof Json.Obj schema)) {
            return;
        }
        for (String variants : List.of("anyOf", "oneOf")) {
            if (schema.at(variants) instanceof Json.Arr(List<Json> options)) {
                options.stream()
                        .filter(SchemaPlaces::isNoNull)
                        .findFirst()
                        .ifPresent(first -> collect(root, place, first, depth + 1, places));
                return;
            }
        }
        Set<String> required = required(schema);
        properties(schema)
                .forEach((name, inner) -> {
                    String own = place + "/" + Pointer.escape(name);
                    if (!required.contains(name)) {
                        places.add(own);
                    }
                    collect(root, own, inner, depth + 1, places);
                });
        Json items = schema.at("items");
        if (items != null) {
            collect(root, place + "/*", items, depth + 1, places);
        }
    }

    static boolean isNoNull(Json schema) {
        return !(schema instanceof Json.Obj object && "null".equals(object.text("type")));
    }

    /** All that several schemas say of one value. */
    static Json merged(Json.Obj root, List<Json> all) {
        Map<String, Json> members = new LinkedHashMap<>();
        Map<String, Json> properties = new LinkedHashMap<>();
        List<Json> required = new ArrayList<>();
        for (Json each : all) {
            if (resolved(root, each) instanceof Json.Obj object) {
                members.putAll(object.members());
                properties.putAll(properties(object));
                required(object).forEach(name -> required.add(Json.of(name)));
            }
        }
        if (!properties.isEmpty()) {
            members.put("properties", new Json.Obj(properties));
            members.put("required", new Json.Arr(required));
        }
        return new Json.Obj(members);
    }
}
