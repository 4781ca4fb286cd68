package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one mail API's JSON names people, mail headers and files.
 *
 * @param form how somebody is named
 * @param roles the fields of to, cc, bcc, reply-to and from, as pointers without their first slash
 * @param subject the field of the subject
 * @param files the field of the attachments, and {@code file} and {@code bytes} what an attachment
 *     calls its name and its content
 * @param batches paths that take a list of mails
 * @param more fields that the API has besides, and what they hold
 */
record Mailing(
        Form form,
        Map<String, String> roles,
        String subject,
        String files,
        String file,
        String bytes,
        List<String> batches,
        Map<String, Expected> more) {

    /** How an API takes people. */
    enum Form {
        /** A text, with commas between them. */
        TEXT,
        /** A text, or a list of texts. */
        LIST,
        /** Objects with {@code email} and {@code name}; a sender and a reply-to stand alone. */
        OBJECTS
    }

    Mailing {
        roles = Map.copyOf(roles);
        batches = List.copyOf(batches);
        more = Map.copyOf(more);
    }

    String field(String role) {
        return roles.getOrDefault(role, role);
    }

    /** The role that a leaf of the body names somebody in, or null. */
    @Nullable String role(String pointer) {
        for (Map.Entry<String, String> each : roles.entrySet()) {
            String below = "/" + each.getValue();
            String end = form == Form.OBJECTS ? "(/[0-9]+)?/email" : "(/[0-9]+)?";
            if (pointer.matches("(?i)" + below + end)) {
                return each.getKey();
            }
        }
        return null;
    }

    /** Where all who have a role stand, or null where nobody has it. */
    @Nullable JsonNode people(JsonNode tree, String role) {
        JsonNode found = tree.at("/" + field(role));
        return found.isMissingNode() ? null : found;
    }

    /** Each of those as the API writes them. */
    List<JsonNode> entries(JsonNode people) {
        List<JsonNode> entries = new ArrayList<>();
        if (people.isArray()) {
            people.forEach(entries::add);
        } else {
            entries.add(people);
        }
        return entries;
    }

    /** The first of a role as text; nothing where nobody has it. */
    String first(JsonNode tree, String role) {
        JsonNode people = people(tree, role);
        return people == null || people.isArray() && people.isEmpty()
                ? ""
                : text(entries(people).getFirst());
    }

    static String text(JsonNode entry) {
        return entry.isObject() ? entry.path("email").asText() : entry.asText();
    }

    JsonNode entry(String text) {
        return form == Form.OBJECTS
                ? Trees.JSON.createObjectNode().put("email", text)
                : Trees.JSON.getNodeFactory().textNode(text);
    }

    /** One more in a role, whoever has it already. */
    void add(ObjectNode tree, String role, JsonNode entry) {
        JsonNode old = people(tree, role);
        boolean alone = form == Form.OBJECTS && (role.equals("from") || role.equals("reply-to"));
        if (alone && old == null) {
            set(tree, role, entry);
            return;
        }
        ArrayNode list = Trees.JSON.createArrayNode();
        if (old != null) {
            entries(old).forEach(list::add);
        }
        set(tree, role, list.add(entry));
    }

    /** Nobody but this one in a role. */
    void only(ObjectNode tree, String role, String text) {
        JsonNode old = people(tree, role);
        JsonNode entry = entry(text);
        boolean list = old == null ? form == Form.OBJECTS : old.isArray();
        set(tree, role, list ? Trees.JSON.createArrayNode().add(entry) : entry);
    }

    void set(ObjectNode tree, String role, JsonNode people) {
        set(tree, role, people, field(role));
    }

    /** The same under the name in another case. */
    void odd(ObjectNode tree, String role, String text, boolean capitals) {
        String field = field(role);
        String name = field.substring(field.lastIndexOf('/') + 1);
        String odd = capitals ? name.toUpperCase(Locale.ROOT) : AddressMoves.odd(name);
        JsonNode entry = entry(text);
        set(
                tree,
                role,
                form == Form.OBJECTS ? Trees.JSON.createArrayNode().add(entry) : entry,
                field.substring(0, field.length() - name.length()) + odd);
    }

    private void set(ObjectNode tree, String role, JsonNode people, String field) {
        int slash = field.lastIndexOf('/');
        JsonNode parent = slash < 0 ? tree : tree.at("/" + field.substring(0, slash));
        if (!(parent instanceof ObjectNode object)) {
            throw new IllegalArgumentException("nobody can be " + role + " of " + tree);
        }
        object.set(field.substring(slash + 1), people);
    }

    /** A mail header, alone. */
    void header(ObjectNode tree, String name, String value) {
        if (form == Form.TEXT) {
            tree.putArray("Headers").addObject().put("Name", name).put("Value", value);
        } else {
            tree.putObject("headers").put(name, value);
        }
    }

    /** One more attachment, still without what it holds. */
    ObjectNode attach(ObjectNode tree, String name) {
        ArrayNode list = tree.get(files) instanceof ArrayNode old ? old : tree.putArray(files);
        return list.addObject().put(file, name);
    }
}
