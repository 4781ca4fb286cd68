package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.SAME;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
        if (bench.recording().hasBody()) {
            chunks();
            new BodyTwins(bench, place).all();
        } else {
            queries();
        }
    }

    private void put(String variant, Wire wire) {
        bench.wire(place, Operation.TWIN, variant, SAME, wire);
    }

    private void heads() {
        put("as recorded", request);
        put(
                "upper case names",
                request.mapped(f -> new Header(f.name().toUpperCase(Locale.ROOT), f.value())));
        put("mixed case names", request.mapped(f -> new Header(mixed(f.name()), f.value())));
        List<Header> shuffled = new ArrayList<>(request.fields());
        bench.shuffle(shuffled);
        put("fields in another order", request.ordered(shuffled));
        put("fields reversed", request.ordered(request.fields().reversed()));
        bench.text(
                place,
                Operation.TWIN,
                "no space behind the colon",
                SAME,
                request.head().replace(": ", ":") + new String(request.body(), ISO_8859_1));
        bench.text(
                place,
                Operation.TWIN,
                "more space round the values",
                SAME,
                request.head()
                                .replace(": ", ": \t ")
                                .replace("\r\n", " \t\r\n")
                                .replaceFirst(" \t\r\n", "\r\n")
                                .replaceFirst(" \t\r\n$", "\r\n")
                        + new String(request.body(), ISO_8859_1));
        put("Host in upper case", request.replaced("host", host.toUpperCase(Locale.ROOT)));
        put("Host with its port", request.replaced("host", host + ":443"));
        put(
                "asking for gzip",
                request.without("accept-encoding").with("Accept-Encoding", "gzip, br"));
        put(
                "keep-alive",
                request.without("connection")
                        .with("Connection", "keep-alive")
                        .with("Keep-Alive", "timeout=5"));
        put("no connection field", request.without("connection"));
    }

    private String mixed(String name) {
        return name.chars()
                .mapToObj(c ->
                        String.valueOf(
                                (char) (bench.random.nextBoolean() ? Character.toUpperCase(c) : c)))
                .collect(Collectors.joining());
    }

    /** Other TLS records, and so other segments, for the same bytes. */
    private void records() {
        int end = text.indexOf("\r\n\r\n");
        for (int[] cuts :
                new int[][] {
                    {1},
                    {end},
                    {end + 2},
                    {end + 4 - 1},
                    {text.length() - 1},
                    {bench.random.nextInt(1, text.length()), 0},
                    {3, end + 1, text.length() - 2}
                }) {
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
            bench.steps(
                    place,
                    Operation.TWIN,
                    "in " + parts.size() + " records, cut at " + cuts[0],
                    SAME,
                    List.of(Step.parts(host, parts)));
        }
        bench.steps(
                place,
                Operation.TWIN,
                "a record for each byte of its first line",
                SAME,
                List.of(Step.parts(host, bytewise(text, text.indexOf("\r\n")))));
    }

    private static List<String> bytewise(String text, int until) {
        List<String> parts = new ArrayList<>(Arrays.asList(text.substring(0, until).split("")));
        parts.add(text.substring(until));
        return parts;
    }

    private void connections() {
        String refused = request.with("X-Recipient", bench.stranger()).text();
        String kept = request.without("connection").text();
        bench.steps(
                place,
                Operation.TWIN,
                "on a connection kept after a refusal",
                SAME,
                List.of(Step.inTurn(host, refused, kept)));
        bench.steps(
                place,
                Operation.TWIN,
                "our side closed behind it",
                SAME,
                List.of(Step.ending(host, text)));
        if (bench.recording().hasBody()) {
            for (int status : new int[] {500, 502, 503, 429}) {
                bench.retried(
                        place,
                        "again after " + status,
                        status,
                        Step.of(host, text),
                        Step.of(host, text));
            }
            bench.retried(
                    place,
                    "again after 503 on the same connection",
                    503,
                    Step.inTurn(host, kept, kept));
        }
    }

    private String chunkedHead() {
        return request.without("content-length").with("Transfer-Encoding", "chunked").head();
    }

    private void chunks() {
        String body = new String(request.body(), ISO_8859_1);
        String hex = Integer.toHexString(body.length());
        bench.text(
                place,
                Operation.TWIN,
                "one chunk",
                SAME,
                chunkedHead() + hex + "\r\n" + body + "\r\n0\r\n\r\n");
        bench.text(
                place,
                Operation.TWIN,
                "an upper case size with zeros",
                SAME,
                chunkedHead()
                        + "000"
                        + hex.toUpperCase(Locale.ROOT)
                        + "\r\n"
                        + body
                        + "\r\n0\r\n\r\n");
        StringBuilder many = new StringBuilder(chunkedHead());
        for (int from = 0; from < body.length(); ) {
            int to = Math.min(body.length(), from + 1 + bench.random.nextInt(40));
            many.append(Integer.toHexString(to - from))
                    .append("\r\n")
                    .append(body, from, to)
                    .append("\r\n");
            from = to;
        }
        bench.text(place, Operation.TWIN, "many chunks", SAME, many + "0\r\n\r\n");
        // the placeholder in the head is filled in part by part, so it is not cut
        int cut = (many.indexOf("\r\n\r\n") + many.length()) / 2;
        bench.steps(
                place,
                Operation.TWIN,
                "many chunks in two records",
                SAME,
                List.of(
                        Step.parts(
                                host,
                                List.of(
                                        many.substring(0, cut),
                                        many.substring(cut) + "0\r\n\r\n"))));
        Wire expects = request.with("Expect", "100-continue");
        bench.steps(
                place,
                Operation.TWIN,
                "expecting a 100",
                SAME,
                List.of(Step.parts(host, List.of(expects.head(), body))));
    }

    private void queries() {
        if (request.query().isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>(List.of(request.query().split("&")));
        put("parameters reversed", request.withQuery(String.join("&", parts.reversed())));
        bench.shuffle(parts);
        put("parameters in another order", request.withQuery(String.join("&", parts)));
        put(
                "a letter of each value coded",
                request.withQuery(
                        parts.stream()
                                .map(part -> {
                                    int last = part.length() - 1;
                                    return part.endsWith("=")
                                            ? part
                                            : part.substring(0, last)
                                                    + "%"
                                                    + Integer.toHexString(part.charAt(last));
                                })
                                .collect(Collectors.joining("&"))));
    }
}
