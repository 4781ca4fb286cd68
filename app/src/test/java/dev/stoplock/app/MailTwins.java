package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recorded request in other forms that say the same. */
final class MailTwins {

    private static final Pattern CODED =
            Pattern.compile(
                    "(?i)(Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n)([A-Za-z0-9+/=\r\n]+?)(\r\n--)");

    private MailTwins() {}

    static Map<String, MailRequest> of(MailRequest request) {
        Map<String, MailRequest> twins = new LinkedHashMap<>();
        twins.put("names of fields in capitals", request.withFields(MailTwins::capitalName));
        twins.put("fields in another order", request.reversed());
        twins.put("framed otherwise", request.otherwiseFramed());
        JsonNode json = request.json();
        if (json != null) {
            twins.put("indented", request.withBody(latin(json.toPrettyString())));
            twins.put("members in another order", request.with(reversed(json)));
            twins.put("escaped", request.withBody(escaped(json.toString())));
            twins.put("domains in capitals", request.with(capitals(json)));
        }
        if (request.field("content-type").startsWith("multipart/form-data")) {
            form(request, twins);
        }
        message(request, twins);
        return twins;
    }

    private static String capitalName(String field) {
        int colon = field.indexOf(':');
        return field.substring(0, colon).toUpperCase(Locale.ROOT) + field.substring(colon);
    }

    private static String latin(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static JsonNode reversed(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode other = Rig.JSON.createObjectNode();
            List<Map.Entry<String, JsonNode>> all = new ArrayList<>(object.properties());
            all.reversed().forEach(each -> other.set(each.getKey(), reversed(each.getValue())));
            return other;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode other = Rig.JSON.createArrayNode();
            list.forEach(each -> other.add(reversed(each)));
            return other;
        }
        return node;
    }

    private static JsonNode capitals(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode other = Rig.JSON.createObjectNode();
            object.properties()
                    .forEach(each -> other.set(each.getKey(), capitals(each.getValue())));
            return other;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode other = Rig.JSON.createArrayNode();
            list.forEach(each -> other.add(capitals(each)));
            return other;
        }
        return node.isTextual() && node.textValue().matches("[a-z.]+@[a-z.]+")
                ? Rig.JSON
                        .getNodeFactory()
                        .textNode(
                                Pattern.compile("@.*")
                                        .matcher(node.textValue())
                                        .replaceFirst(at -> at.group().toUpperCase(Locale.ROOT)))
                : node;
    }

    /** Every letter of a text as RFC 8259, section 7, lets anyone write it. */
    private static String escaped(String json) {
        StringBuilder out = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inside && c == '\\') {
                out.append(c).append(json.charAt(++i));
            } else if (c == '"') {
                inside = !inside;
                out.append(c);
            } else {
                out.append(inside ? String.format("\\u%04X", (int) c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static void form(MailRequest request, Map<String, MailRequest> twins) {
        String body = request.body();
        String delimiter = body.substring(2, body.indexOf("\r\n"));
        String other = "another-boundary-4711";
        twins.put(
                "another boundary",
                request.withFields(field -> field.replace(delimiter, other))
                        .withBody(body.replace(delimiter, other)));
        twins.put(
                "a boundary in quotes",
                request.withFields(field ->
                        field.replace("boundary=" + delimiter, "boundary=\"" + delimiter + "\"")));
        List<String> parts =
                new ArrayList<>(List.of(body.split(Pattern.quote("--" + delimiter) + "(--)?\r\n")));
        parts.removeIf(String::isEmpty);
        StringBuilder turned = new StringBuilder();
        parts.reversed()
                .forEach(part -> turned.append("--").append(delimiter).append("\r\n").append(part));
        twins.put("parts in another order", request.withBody(turned + "--" + delimiter + "--\r\n"));
    }

    private static void message(MailRequest request, Map<String, MailRequest> twins) {
        Function<Function<String, String>, MailRequest> within = MailChanges.messageOf(request);
        if (within == null) {
            return;
        }
        twins.put(
                "message with names in capitals",
                within.apply(text ->
                        head(
                                text,
                                head ->
                                        Pattern.compile("(?m)^[A-Za-z-]+:")
                                                .matcher(head)
                                                .replaceAll(each ->
                                                        each.group().toUpperCase(Locale.ROOT)))));
        twins.put(
                "message with folded fields",
                within.apply(text -> head(text, head -> head.replace(": ", ":\r\n "))));
        twins.put(
                "message with domains in capitals",
                within.apply(text ->
                        head(
                                text,
                                head ->
                                        Pattern.compile("(?m)^((To|Cc|Bcc|From): .*)@([a-z.]+)")
                                                .matcher(head)
                                                .replaceAll(each ->
                                                        each.group(1)
                                                                + "@"
                                                                + each.group(3)
                                                                        .toUpperCase(
                                                                                Locale.ROOT)))));
        MailRequest folded = within.apply(MailTwins::folded);
        if (!folded.body().equals(within.apply(text -> text).body())) {
            twins.put("base64 of a part in short lines", folded);
        }
    }

    /** RFC 2045, section 6.8: lines of base64 may be of any length up to 76. */
    private static String folded(String message) {
        return CODED.matcher(message)
                .replaceAll(part ->
                        Matcher.quoteReplacement(
                                part.group(1)
                                        + part.group(2)
                                                .replaceAll("\\s", "")
                                                .replaceAll("(.{12})(?=.)", "$1\r\n")
                                        + part.group(3)));
    }

    private static String head(String message, Function<String, String> change) {
        int end = message.indexOf("\r\n\r\n");
        return change.apply(message.substring(0, end)) + message.substring(end);
    }
}
