package dev.stoplock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * As much of JSON Schema (2020-12) as docs/schema uses: type, required, properties,
 * additionalProperties false, items, enum, const, pattern, minimum 0, $ref into $defs. A key it
 * does not know is an error of the schema.
 */
record Schema(JsonNode root, List<String> wrong) {

    private static final List<String> KNOWN =
            List.of(
                    "$schema",
                    "$id",
                    "$defs",
                    "$ref",
                    "title",
                    "description",
                    "type",
                    "required",
                    "properties",
                    "additionalProperties",
                    "items",
                    "enum",
                    "const",
                    "pattern",
                    "minimum");

    void check(String at, JsonNode schema, JsonNode value) {
        schema.fieldNames()
                .forEachRemaining(key -> note(KNOWN.contains(key), at, "unknown key " + key));
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText().substring("#/$defs/".length());
            note(root.path("$defs").has(name), at, "no definition " + name);
            check(at, root.path("$defs").path(name), value);
            return;
        }
        if (schema.has("type")) {
            note(hasType(schema.path("type"), value), at, "is no " + schema.path("type"));
        }
        if (schema.has("const")) {
            note(schema.path("const").equals(value), at, "is not " + schema.path("const"));
        }
        if (schema.has("enum")) {
            boolean found = false;
            for (JsonNode one : schema.path("enum")) {
                found |= one.equals(value);
            }
            note(found, at, "is none of " + schema.path("enum"));
        }
        if (schema.has("pattern") && value.isTextual()) {
            boolean matches = value.asText().matches(schema.path("pattern").asText());
            note(matches, at, "does not match " + schema.path("pattern"));
        }
        if (schema.has("minimum") && value.isNumber()) {
            note(value.asLong() >= schema.path("minimum").asLong(), at, "is too small");
        }
        if (value.isObject()) {
            members(at, schema, value);
        }
        for (int i = 0; value.isArray() && schema.has("items") && i < value.size(); i++) {
            check(at + "/" + i, schema.path("items"), value.path(i));
        }
    }

    private void members(String at, JsonNode schema, JsonNode value) {
        schema.path("required")
                .forEach(name -> note(value.has(name.asText()), at, "lacks " + name.asText()));
        value.properties()
                .forEach(member -> {
                    JsonNode known = schema.path("properties").path(member.getKey());
                    String below = at + "/" + member.getKey();
                    if (!known.isMissingNode()) {
                        check(below, known, member.getValue());
                    } else {
                        boolean closed = schema.path("additionalProperties").isBoolean();
                        note(!closed, below, "is not in the schema");
                    }
                });
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (hasType(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private void note(boolean fine, String at, String otherwise) {
        if (!fine) {
            wrong.add(at + " " + otherwise);
        }
    }
}
