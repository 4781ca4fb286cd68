package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.SAME;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The recorded request in other forms that every client may use. */
final class Twins {

    private final Bench bench;
    private final Place place = new Place("framing", Place.Kind.FRAMING);
    private final Wire request;
    private final String host;
    private final String text;

    Twins(Bench bench) {
        this.bench = bench;
        this.request = bench.request();
        this.host = bench.subject.host();
        this.text = request.text();
    }

    void all() {
        heads();
        records();
        connections();
        if (bench.recording().isMail()) {
            chunks();
            bodies();
            addresses();
        } else {
            queries();
        }
    }

    private void put(String variant, Wire wire) {
        bench.wire(place, Operation.TWIN, variant, SAME, wire);
    }

    private void heads() {
        put("as recorded", request);
        put("upper case names", request.mapped(f -> new Header(f.name().toUpperCase(Locale.ROOT), f.value())));
        put("mixed case names", request.mapped(f -> new Header(mixed(f.name()), f.value())));
        List<Header> shuffled = new ArrayList<>(request.fields());
        shuffle(shuffled);
        put("fields in another order", request.ordered(shuffled));
        put("fields reversed", request.ordered(request.fields().reversed()));
        bench.text(place, Operation.TWIN, "no space behind the colon", SAME,
                request.head().replace(": ", ":") + new String(request.body(), ISO_8859_1));
        bench.text(place, Operation.TWIN, "more space round the values", SAME,
                request.head().replace(": ", ": \t ").replace("\r\n", " \t\r\n").replaceFirst(" \t\r\n", "\r\n")
                        .replaceFirst(" \t\r\n$", "\r\n") + new String(request.body(), ISO_8859_1));
        put("Host in upper case", request.replaced("host", host.toUpperCase(Locale.ROOT)));
        put("Host with its port", request.replaced("host", host + ":443"));
        put("asking for gzip", request.without("accept-encoding").with("Accept-Encoding", "gzip, br"));
        put("keep-alive", request.without("connection").with("Connection", "keep-alive").with("Keep-Alive", "timeout=5"));
        put("no connection field", request.without("connection"));
    }

    private String mixed(String name) {
        return name.chars()
                .mapToObj(c -> String.valueOf((char) (bench.random.nextBoolean() ? Character.toUpperCase(c) : c)))
                .collect(Collectors.joining());
    }

    private <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = bench.random.nextInt(i + 1);
            T held = list.get(i);
            list.set(i, list.get(j));
            list.set(j, held);
        }
    }

    /** Other TLS records, and so other segments, for the same bytes. */
    private void records() {
        int end = text.indexOf("\r\n\r\n");
        for (int[] cuts : new int[][] {{1}, {end}, {end + 2}, {end + 4 - 1}, {text.length() - 1},
                {bench.random.nextInt(1, text.length()), 0}, {3, end + 1, text.length() - 2}}) {
            List<String> parts = new ArrayList<>();
            int from = 0;
            for (int cut : cuts) {
                // the placeholder's mark is filled in part by part, so it is not cut
                int mark = text.lastIndexOf("{{", cut - 1);
                int at = mark >= 0 && text.indexOf("}}", mark) + 2 > cut ? mark : cut;
                if (at > from) {
                    parts.add(text.substring(from, at));
                    from = at;
                }
            }
            parts.add(text.substring(from));
            bench.steps(place, Operation.TWIN, "in " + parts.size() + " records, cut at " + cuts[0], SAME,
                    List.of(Step.parts(host, parts)));
        }
        bench.steps(place, Operation.TWIN, "a record for each byte of its first line", SAME, List.of(Step.parts(host,
                bytewise(text, text.indexOf("\r\n")))));
    }

    private static List<String> bytewise(String text, int until) {
        List<String> parts = new ArrayList<>(Arrays.asList(text.substring(0, until).split("")));
        parts.add(text.substring(until));
        return parts;
    }

    private void connections() {
        String refused = request.with("X-Recipient", bench.stranger()).text();
        String kept = request.without("connection").text();
        bench.steps(place, Operation.TWIN, "on a connection kept after a refusal", SAME,
                List.of(Step.inTurn(host, refused, kept)));
        bench.steps(place, Operation.TWIN, "our side closed behind it", SAME, List.of(Step.ending(host, text)));
        if (bench.recording().isMail()) {
            for (int status : new int[] {500, 502, 503, 429}) {
                bench.retried(place, "again after " + status, status, Step.of(host, text), Step.of(host, text));
            }
            bench.retried(place, "again after 503 on the same connection", 503, Step.inTurn(host, kept, kept));
        }
    }

    private String chunkedHead() {
        return request.without("content-length").with("Transfer-Encoding", "chunked").head();
    }

    private void chunks() {
        String body = new String(request.body(), ISO_8859_1);
        String hex = Integer.toHexString(body.length());
        bench.text(place, Operation.TWIN, "one chunk", SAME, chunkedHead() + hex + "\r\n" + body + "\r\n0\r\n\r\n");
        bench.text(place, Operation.TWIN, "an upper case size with zeros", SAME,
                chunkedHead() + "000" + hex.toUpperCase(Locale.ROOT) + "\r\n" + body + "\r\n0\r\n\r\n");
        StringBuilder many = new StringBuilder(chunkedHead());
        for (int from = 0; from < body.length(); ) {
            int to = Math.min(body.length(), from + 1 + bench.random.nextInt(40));
            many.append(Integer.toHexString(to - from)).append("\r\n").append(body, from, to).append("\r\n");
            from = to;
        }
        bench.text(place, Operation.TWIN, "many chunks", SAME, many + "0\r\n\r\n");
        bench.steps(place, Operation.TWIN, "many chunks in two records", SAME, List.of(Step.parts(host,
                List.of(many.substring(0, many.length() / 2), many.substring(many.length() / 2) + "0\r\n\r\n"))));
        Wire expects = request.with("Expect", "100-continue");
        bench.steps(place, Operation.TWIN, "expecting a 100", SAME,
                List.of(Step.parts(host, List.of(expects.head(), body))));
    }

    private void bodies() {
        ObjectNode tree = bench.recording().tree();
        for (int i = 0; i < 3; i++) {
            put("keys in another order", bench.recording().with(reordered(tree)));
        }
        put("indented", request.withBody(tree.toPrettyString().getBytes(UTF_8)));
        put("white space round it", request.withBody((" \r\n\t" + Trees.text(tree) + "\n \n").getBytes(UTF_8)));
        put("space round the signs", request.withBody(spaced(tree).getBytes(UTF_8)));
        for (String variant : List.of("no byte over 7f", "every letter", "some letters", "solidus")) {
            put("escapes for " + variant, request.withBody(escaped(Trees.text(tree), variant).getBytes(UTF_8)));
        }
    }

    private ObjectNode reordered(ObjectNode tree) {
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        shuffle(names);
        ObjectNode other = Trees.JSON.createObjectNode();
        names.forEach(name -> other.set(name,
                tree.get(name) instanceof ObjectNode inner ? reordered(inner) : tree.get(name)));
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
            boolean wanted = inside && c != '"' && switch (variant) {
                case "no byte over 7f" -> c > 0x7e;
                case "every letter" -> true;
                case "some letters" -> bench.random.nextInt(4) == 0;
                default -> false;
            };
            if (wanted) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(variant.equals("solidus") && inside && c == '/' ? "\\/" : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private void addresses() {
        ObjectNode tree = bench.recording().tree();
        for (String field : bench.subject.roles().values().stream().sorted().toList()) {
            JsonNode value = tree.get(field);
            if (value == null) {
                continue;
            }
            ObjectNode upper = tree.deepCopy();
            upper.set(field, mapped(value, Twins::upperDomain));
            put("domains of " + field + " in upper case", bench.recording().with(upper));
            ObjectNode odd = tree.deepCopy();
            odd.set(field, mapped(value, each -> " " + each.replace(", ", " ,\t") + " "));
            put("space round " + field, bench.recording().with(odd));
            ObjectNode turned = tree.deepCopy();
            turned.set(field, turned(value));
            put(field + " in another order", bench.recording().with(turned));
            ObjectNode other = tree.deepCopy();
            // the Resend API takes one address as text or as a list; Postmark's takes text
            if (value.isArray() && value.size() == 1) {
                other.set(field, value.get(0));
                put(field + " as text", bench.recording().with(other));
            } else if (value.isTextual() && bench.subject.host().equals(Subject.RESEND) && !field.equals("from")) {
                other.putArray(field).add(value.textValue());
                put(field + " as a list", bench.recording().with(other));
            }
        }
    }

    private static JsonNode mapped(JsonNode value, java.util.function.UnaryOperator<String> change) {
        if (value instanceof ArrayNode list) {
            ArrayNode other = Trees.JSON.createArrayNode();
            list.forEach(each -> other.add(change.apply(each.asText())));
            return other;
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
        List<String> entries = new ArrayList<>();
        Mailboxes.of(value.asText()).forEach(each ->
                entries.addFirst(each.name().isEmpty() ? each.address() : each.name() + " <" + each.address() + ">"));
        return Trees.JSON.getNodeFactory().textNode(String.join(",", entries));
    }

    private void queries() {
        if (request.query().isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>(List.of(request.query().split("&")));
        put("parameters reversed", request.withQuery(String.join("&", parts.reversed())));
        shuffle(parts);
        put("parameters in another order", request.withQuery(String.join("&", parts)));
        put("a letter of each value coded", request.withQuery(parts.stream()
                .map(part -> {
                    int last = part.length() - 1;
                    return part.endsWith("=") ? part : part.substring(0, last) + "%" + Integer.toHexString(part.charAt(last));
                })
                .collect(Collectors.joining("&"))));
    }
}
