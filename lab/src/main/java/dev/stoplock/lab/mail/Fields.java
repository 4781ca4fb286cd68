package dev.stoplock.lab.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a message object names, read as generously as any server might: member names in any case,
 * lists as comma strings or arrays, custom headers as an array of pairs or as an object.
 */
final class Fields {

    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(
                            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final List<String> RECIPIENTS = List.of("To", "Cc", "Bcc");

    private Fields() {}

    /** The body as JSON, or empty where it is not exactly one JSON value. */
    static Optional<JsonNode> parse(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(MAPPER.readTree(body));
        } catch (IOException e) {
            // not JSON: the caller answers so, and the raw bytes are kept
            return Optional.empty();
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All values of members so named, in any case. */
    static List<JsonNode> all(JsonNode object, String name) {
        List<JsonNode> found = new ArrayList<>();
        object.properties()
                .forEach(each -> {
                    if (each.getKey().equalsIgnoreCase(name)) {
                        found.add(each.getValue());
                    }
                });
        return found;
    }

    static Optional<JsonNode> first(JsonNode object, String name) {
        return all(object, name).stream().filter(each -> !each.isNull()).findFirst();
    }

    static String text(JsonNode object, String name) {
        return first(object, name).map(JsonNode::asText).orElse("");
    }

    /** Every recipient of one message object, custom headers included. */
    static List<String> recipients(JsonNode message) {
        List<String> found = new ArrayList<>();
        for (String name : RECIPIENTS) {
            all(message, name).forEach(value -> addresses(value, found));
        }
        for (JsonNode headers : all(message, "Headers")) {
            if (headers.isArray()) {
                headers.forEach(pair -> {
                    if (RECIPIENTS.stream().anyMatch(text(pair, "Name")::equalsIgnoreCase)) {
                        all(pair, "Value").forEach(value -> addresses(value, found));
                    }
                });
            } else {
                RECIPIENTS.forEach(
                        name -> all(headers, name).forEach(value -> addresses(value, found)));
            }
        }
        return found;
    }

    private static void addresses(JsonNode value, List<String> into) {
        if (value.isArray()) {
            value.forEach(each -> addresses(each, into));
        } else if (value.isTextual()) {
            into.addAll(Addresses.of(value.textValue()));
        } else if (value.isObject()) {
            all(value, "email").forEach(each -> addresses(each, into));
        }
    }

    /** The addresses under these members, whatever form they have there. */
    static List<String> addresses(JsonNode object, String... names) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            all(object, name).forEach(value -> addresses(value, found));
        }
        return found;
    }

    /** The outer object's members but these, and over them those of the inner one. */
    static ObjectNode merged(JsonNode outer, JsonNode inner, String... without) {
        ObjectNode merged = MAPPER.createObjectNode();
        outer.properties().forEach(each -> put(merged, each.getKey(), each.getValue()));
        List.of(without).forEach(name -> remove(merged, name));
        inner.properties().forEach(each -> put(merged, each.getKey(), each.getValue()));
        return merged;
    }

    private static void put(ObjectNode object, String name, JsonNode value) {
        remove(object, name);
        object.set(name, value);
    }

    private static void remove(ObjectNode object, String name) {
        List<String> same = new ArrayList<>();
        object.fieldNames().forEachRemaining(same::add);
        same.stream().filter(name::equalsIgnoreCase).forEach(object::remove);
    }
}
