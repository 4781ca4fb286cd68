package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.SAME;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The recorded body in other forms that say the same. */
final class BodyTwins {

    private final Bench bench;
    private final Place place;
    private final Wire request;

    BodyTwins(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.request = bench.request();
    }

    void all() {
        bodies();
        addresses();
    }

    private void put(String variant, Wire wire) {
        bench.wire(place, Operation.TWIN, variant, SAME, wire);
    }

    private void bodies() {
        ObjectNode tree = bench.recording().tree();
        for (int i = 0; i < 3; i++) {
            put("keys in another order", bench.recording().with(reordered(tree)));
        }
        put("indented", request.withBody(tree.toPrettyString().getBytes(UTF_8)));
        put(
                "white space round it",
                request.withBody((" \r\n\t" + Trees.text(tree) + "\n \n").getBytes(UTF_8)));
        put("space round the signs", request.withBody(spaced(tree).getBytes(UTF_8)));
        for (String variant :
                List.of("no byte over 7f", "every letter", "some letters", "solidus")) {
            put(
                    "escapes for " + variant,
                    request.withBody(escaped(Trees.text(tree), variant).getBytes(UTF_8)));
        }
    }

    private ObjectNode reordered(ObjectNode tree) {
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        bench.shuffle(names);
        ObjectNode other = Trees.JSON.createObjectNode();
        names.forEach(name ->
                other.set(
                        name,
                        tree.get(name) instanceof ObjectNode inner
                                ? reordered(inner)
                                : tree.get(name)));
        return other;
    }

    private static String spaced(JsonNode tree) {
        if (tree.isObject()) {
            return tree.properties().stream()
                    .map(each -> Trees.quoted(each.getKey()) + " :\t" + spaced(each.getValue()))
                    .collect(Collectors.joining(" ,\n", "{ ", " }"));
        }
        return Trees.text(tree);
    }

    /** RFC 8259, section 7: any character may be escaped; those outside of strings are left. */
    private String escaped(String json, String variant) {
        StringBuilder out = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inside && c == '\\') {
                out.append(c).append(json.charAt(++i));
                continue;
            }
            inside ^= c == '"';
            boolean wanted =
                    inside
                            && c != '"'
                            && switch (variant) {
                                case "no byte over 7f" -> c > 0x7e;
                                case "every letter" -> true;
                                case "some letters" -> bench.random.nextInt(4) == 0;
                                default -> false;
                            };
            if (wanted) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(
                        variant.equals("solidus") && inside && c == '/'
                                ? "\\/"
                                : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private void addresses() {
        ObjectNode tree = bench.recording().tree();
        Mailing mailing = bench.subject.mailing();
        if (mailing == null) {
            return;
        }
        for (Map.Entry<String, String> role : bench.subject.roles().entrySet()) {
            String field = role.getValue();
            JsonNode value = mailing.people(tree, role.getKey());
            if (value == null) {
                continue;
            }
            put(
                    "domains of " + field + " in upper case",
                    with(role.getKey(), mapped(value, BodyTwins::upperDomain)));
            put(
                    "space round " + field,
                    with(
                            role.getKey(),
                            mapped(value, each -> " " + each.replace(", ", " ,\t") + " ")));
            put(field + " in another order", with(role.getKey(), turned(value)));
            // the Resend API takes one address as text or as a list; Postmark's takes text
            boolean either = mailing.form() == Mailing.Form.LIST;
            if (either && value.isArray() && value.size() == 1) {
                put(field + " as text", with(role.getKey(), value.get(0)));
            } else if (either && value.isTextual() && !field.equals("from")) {
                put(
                        field + " as a list",
                        with(role.getKey(), Trees.JSON.createArrayNode().add(value.textValue())));
            }
        }
    }

    private Wire with(String role, JsonNode people) {
        ObjectNode tree = bench.recording().tree();
        bench.mailing().set(tree, role, people);
        return bench.recording().with(tree);
    }

    private static JsonNode mapped(
            JsonNode value, java.util.function.UnaryOperator<String> change) {
        if (value instanceof ArrayNode list) {
            ArrayNode other = Trees.JSON.createArrayNode();
            list.forEach(each -> other.add(mapped(each, change)));
            return other;
        }
        if (value instanceof ObjectNode person) {
            return person.deepCopy().put("email", change.apply(person.path("email").asText()));
        }
        return Trees.JSON.getNodeFactory().textNode(change.apply(value.asText()));
    }

    private static String upperDomain(String list) {
        StringBuilder out = new StringBuilder();
        boolean domain = false;
        for (char c : list.toCharArray()) {
            domain = c == '@' || domain && c != '>' && c != ',';
            out.append(domain ? Character.toUpperCase(c) : c);
        }
        return out.toString();
    }

    private static JsonNode turned(JsonNode value) {
        if (value instanceof ArrayNode list) {
            ArrayNode other = Trees.JSON.createArrayNode();
            for (int i = list.size() - 1; i >= 0; i--) {
                other.add(list.get(i));
            }
            return other;
        }
        if (value.isObject()) {
            return value;
        }
        List<String> entries = new ArrayList<>();
        Mailboxes.of(value.asText())
                .forEach(each ->
                        entries.addFirst(
                                each.name().isEmpty()
                                        ? each.address()
                                        : each.name() + " <" + each.address() + ">"));
        return Trees.JSON.getNodeFactory().textNode(String.join(",", entries));
    }
}
