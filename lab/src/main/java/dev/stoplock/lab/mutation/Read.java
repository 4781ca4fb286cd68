package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.lab.loopback.Header;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plain reader takes from the bytes of one request: it shares no code with the gate.
 *
 * @param head method, host and path in one line
 * @param fields header fields that are no framing, by lower-case name
 * @param parameters of the query, decoded
 * @param addresses by role; who gets it as a list, From and Reply-To as a set
 * @param rest every other leaf of the body, by pointer
 */
record Read(
        String head,
        SortedMap<String, List<String>> fields,
        SortedMap<String, List<String>> parameters,
        SortedMap<String, List<String>> addresses,
        SortedMap<String, String> rest) {

    private static final Set<String> FRAMING =
            Set.of(
                    "host",
                    "connection",
                    "content-length",
                    "accept-encoding",
                    "transfer-encoding",
                    "expect",
                    "keep-alive");
    private static final Set<String> ONCE =
            Set.of("host", "content-length", "transfer-encoding", "content-type", "expect");

    /** Reads exactly one request and nothing after it, or gives null. */
    static @Nullable Read of(Subject subject, byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.substring(0, end).replace("\r\n", "").matches("[\\t -~]*")) {
            return null;
        }
        List<String> lines = Arrays.asList(text.substring(0, end).split("\r\n", -1));
        String[] start = lines.getFirst().split(" ", -1);
        if (start.length != 3 || !start[2].equals("HTTP/1.1") || !start[1].startsWith("/")) {
            return null;
        }
        SortedMap<String, List<String>> all = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1 || line.substring(0, colon).matches(".*[ \\t].*")) {
                return null;
            }
            Header field = new Header(line.substring(0, colon), line.substring(colon + 1).strip());
            all.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.value());
        }
        if (all.entrySet().stream()
                .anyMatch(each -> ONCE.contains(each.getKey()) && each.getValue().size() > 1)) {
            return null;
        }
        boolean continues =
                all.getOrDefault("expect", List.of("100-continue"))
                        .getFirst()
                        .equalsIgnoreCase("100-continue");
        if (!continues) {
            return null;
        }
        String body = body(all, text.substring(end + 4));
        String host =
                String.join(",", all.getOrDefault("host", List.of())).toLowerCase(Locale.ROOT);
        if (body == null || host.isEmpty()) {
            return null;
        }
        return read(subject, start, host.replaceFirst(":443$", ""), all, body);
    }

    private static @Nullable Read read(
            Subject subject,
            String[] start,
            String host,
            SortedMap<String, List<String>> all,
            String body) {
        SortedMap<String, List<String>> fields = new TreeMap<>(all);
        fields.keySet().removeAll(FRAMING);
        int mark = start[1].indexOf('?');
        String path = mark < 0 ? start[1] : start[1].substring(0, mark);
        SortedMap<String, List<String>> parameters =
                mark < 0 ? new TreeMap<>() : parameters(start[1].substring(mark + 1));
        SortedMap<String, List<String>> addresses = new TreeMap<>();
        SortedMap<String, String> rest = new TreeMap<>();
        if (parameters == null) {
            return null;
        }
        if (!body.isEmpty()) {
            JsonNode tree = Trees.parse(body.getBytes(ISO_8859_1));
            if (tree == null) {
                return null;
            }
            collect(subject, tree, addresses, rest);
        }
        return new Read(start[0] + " " + host + " " + path, fields, parameters, addresses, rest);
    }

    private static @Nullable String body(Map<String, List<String>> fields, String rest) {
        List<String> length = fields.getOrDefault("content-length", List.of());
        List<String> coding = fields.getOrDefault("transfer-encoding", List.of());
        if (!length.isEmpty() && !coding.isEmpty()) {
            return null;
        }
        if (!length.isEmpty()) {
            return length.getFirst().equals(Integer.toString(rest.length())) ? rest : null;
        }
        if (coding.isEmpty()) {
            return rest.isEmpty() ? "" : null;
        }
        return coding.getFirst().equalsIgnoreCase("chunked") ? chunks(rest) : null;
    }

    private static @Nullable String chunks(String rest) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int line = rest.indexOf("\r\n", at);
            if (line < 0 || !rest.substring(at, line).matches("[0-9a-fA-F]{1,8}")) {
                return null;
            }
            int size = Integer.parseUnsignedInt(rest.substring(at, line), 16);
            int from = line + 2;
            if (size < 0
                    || from + size + 2 > rest.length()
                    || !rest.startsWith("\r\n", from + size)) {
                return null;
            }
            body.append(rest, from, from + size);
            at = from + size + 2;
            if (size == 0) {
                return at == rest.length() ? body.toString() : null;
            }
        }
    }

    private static @Nullable SortedMap<String, List<String>> parameters(String query) {
        SortedMap<String, List<String>> found = new TreeMap<>();
        for (String part : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            try {
                found.computeIfAbsent(URLDecoder.decode(pair[0], UTF_8), name -> new ArrayList<>())
                        .add(pair.length < 2 ? "" : URLDecoder.decode(pair[1], UTF_8));
            } catch (IllegalArgumentException e) {
                return null; // not percent coding
            }
        }
        return found;
    }

    private static void collect(
            Subject subject,
            JsonNode tree,
            SortedMap<String, List<String>> addresses,
            SortedMap<String, String> rest) {
        Mailing mailing = subject.mailing();
        if (!tree.isObject() || mailing == null) {
            leaves("", tree, rest);
            return;
        }
        if (mailing.form() == Mailing.Form.OBJECTS) {
            people(mailing, "", tree, addresses, rest);
            sort(addresses);
            return;
        }
        tree.properties()
                .forEach(member -> {
                    String role =
                            subject.roles().entrySet().stream()
                                    .filter(each -> each.getValue().equals(member.getKey()))
                                    .map(Map.Entry::getKey)
                                    .findFirst()
                                    .orElse("");
                    if (member.getKey().equalsIgnoreCase("headers")) {
                        mailHeaders(member.getValue(), rest);
                    } else if (role.isEmpty()) {
                        leaves("/" + member.getKey(), member.getValue(), rest);
                    } else {
                        addresses(role, member.getValue(), addresses, rest);
                    }
                });
    }

    /** Objects that name somebody, wherever they stand; whichever mail of a list names them. */
    private static void people(
            Mailing mailing,
            String pointer,
            JsonNode value,
            SortedMap<String, List<String>> addresses,
            SortedMap<String, String> rest) {
        String first = pointer.replaceFirst("^/personalizations/[0-9]+/", "/personalizations/0/");
        String role = mailing.role(first);
        if (role != null && value.isTextual()) {
            List<String> found = addresses.computeIfAbsent(role, each -> new ArrayList<>());
            Mailboxes.of(value.textValue()).forEach(each -> found.add(each.address()));
        } else if (pointer.equalsIgnoreCase("/headers") && value.isObject()) {
            mailHeaders(value, rest);
        } else if (value.isArray() && !value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                people(mailing, pointer + "/" + i, value.get(i), addresses, rest);
            }
        } else if (value.isObject() && !value.isEmpty()) {
            // a name goes with whom it names, in whatever order they stand
            String who = Mailboxes.of(value.path("email").asText()).toString();
            boolean person = mailing.role(first + "/email") != null;
            value.properties()
                    .forEach(member -> {
                        if (person && member.getKey().equals("name")) {
                            rest.put("/#name/" + who, member.getValue().asText());
                        } else {
                            people(
                                    mailing,
                                    pointer + "/" + member.getKey(),
                                    member.getValue(),
                                    addresses,
                                    rest);
                        }
                    });
        } else {
            leaves(pointer, value, rest);
        }
    }

    private static void sort(SortedMap<String, List<String>> addresses) {
        addresses.replaceAll((role, found) ->
                new ArrayList<>(
                        alone(role)
                                ? found.stream().distinct().sorted().toList()
                                : found.stream().sorted().toList()));
    }

    private static boolean alone(String role) {
        return role.equals("from") || role.equals("reply-to");
    }

    /** Both APIs' ways to name mail headers, as {@code /headers/NAME}. */
    private static void mailHeaders(JsonNode value, SortedMap<String, String> rest) {
        if (value.isArray()) {
            for (JsonNode pair : value) {
                String name = pair.path("Name").asText(pair.path("name").asText());
                JsonNode said = pair.has("Value") ? pair.path("Value") : pair.path("value");
                leaves("/headers/" + name.toLowerCase(Locale.ROOT), said, rest);
            }
        } else {
            value.properties()
                    .forEach(each ->
                            leaves(
                                    "/headers/" + each.getKey().toLowerCase(Locale.ROOT),
                                    each.getValue(),
                                    rest));
        }
    }

    private static void addresses(
            String role,
            JsonNode value,
            SortedMap<String, List<String>> addresses,
            SortedMap<String, String> rest) {
        List<String> found = addresses.computeIfAbsent(role, each -> new ArrayList<>());
        List<JsonNode> entries = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(entries::add);
        } else {
            entries.add(value);
        }
        for (JsonNode entry : entries) {
            if (!entry.isTextual()) {
                found.add("unreadable " + entry);
                continue;
            }
            for (Mailboxes.Mailbox mailbox : Mailboxes.of(entry.textValue())) {
                found.add(mailbox.address());
                if (!mailbox.name().isEmpty()) {
                    rest.put("/#name/" + role + "/" + mailbox.address(), mailbox.name());
                }
            }
        }
        List<String> sorted =
                alone(role)
                        ? found.stream().distinct().sorted().toList()
                        : found.stream().sorted().toList();
        addresses.put(role, new ArrayList<>(sorted));
        if (sorted.isEmpty()) {
            addresses.remove(role);
        }
    }

    private static void leaves(String pointer, JsonNode value, SortedMap<String, String> rest) {
        if (value.isArray() && !value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                leaves(pointer + "/" + i, value.get(i), rest);
            }
        } else if (value.isObject() && !value.isEmpty()) {
            value.properties()
                    .forEach(member ->
                            leaves(pointer + "/" + member.getKey(), member.getValue(), rest));
        } else {
            rest.put(pointer, value.getNodeType() + " " + value.asText());
        }
    }
}
