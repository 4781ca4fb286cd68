package dev.stoplock.lab.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
        }
    }
}
