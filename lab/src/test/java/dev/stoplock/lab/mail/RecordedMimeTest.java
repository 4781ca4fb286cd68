package dev.stoplock.lab.mail;

import static dev.stoplock.lab.mail.JsonChanges.ELSEWHERE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mutation.Bound;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Recorded requests that hold a whole message or a form: each change of whom is denied, no twin is.
 */
class RecordedMimeTest {

    private static final Pattern ADDRESS = Pattern.compile("[a-z.]+@[a-z]+(\\.[a-z]+)+");
    private static final List<String> FIELDS =
            List.of(
                    "Bcc: @",
                    "bcc:@",
                    "BCC:\r\n @",
                    "Bcc: =?utf-8?Q?Archive?= <@>",
                    "Cc: Archive <@>",
                    "To: @",
                    "Resent-To: @",
                    "Resent-Bcc: @",
                    "Apparently-To: @",
                    "Reply-To: @",
                    "Mail-Followup-To: @",
                    "Sender: @",
                    "From: @",
                    "Return-Path: <@>",
                    "Errors-To: @",
                    "Disposition-Notification-To: @",
                    "Return-Receipt-To: @",
                    "List-Unsubscribe: <mailto:@>",
                    "X-Forward-To: @",
                    "X-Mailer: @",
                    "Message-ID: @",
                    "Bcc : @",
                    "X-A: a\nBcc: @",
                    "X-A: a\rBcc: @",
                    "X-A: a\r\n \r\nBcc: @",
                    "\r\nBcc: @",
                    "Bcc: archive: @;",
                    "Bcc: (comment) @",
                    "Bcc: =?utf-8?Q?archive=40collector.example?=",
                    "Content-Type: message/partial; id=@; number=1; total=1",
                    "Content-Disposition: attachment; filename=\"@\"");

    /** A request's message taken out, and another put in its place. */
    private record Place(String message, Function<String, RecordedRequest.Http> put) {}

    private static List<Place> places(RecordedRequest.Http http) {
        JsonNode json = http.json();
        String body = new String(http.body(), ISO_8859_1);
        String type = String.valueOf(http.head().fields().only("content-type"));
        if (json != null) {
            JsonNode holder = json.has("message") ? json.get("message") : json;
            return holder.path("raw").isTextual()
                    ? List.of(
                            new Place(
                                    new String(
                                            Base64.getUrlDecoder()
                                                    .decode(holder.get("raw").textValue()),
                                            ISO_8859_1),
                                    message -> http.with(withRaw(json, message))))
                    : List.of();
        }
        if (type.startsWith("text/plain")) {
            return List.of(
                    new Place(
                            new String(Base64.getDecoder().decode(body), ISO_8859_1),
                            message ->
                                    http.with(
                                            Base64.getEncoder()
                                                    .encode(message.getBytes(ISO_8859_1)))));
        }
        if (type.startsWith("message/")) {
            return List.of(new Place(body, message -> http.with(message.getBytes(ISO_8859_1))));
        }
        int from = body.indexOf("\r\n\r\nFrom: ");
        int to = body.lastIndexOf("\r\n--");
        return from < 0
                ? List.of()
                : List.of(
                        new Place(
                                body.substring(from + 4, to),
                                message ->
                                        http.with(
                                                (body.substring(0, from + 4)
                                                                + message
                                                                + body.substring(to))
                                                        .getBytes(ISO_8859_1))));
    }

    private static JsonNode withRaw(JsonNode json, String message) {
        ObjectNode copy = json.deepCopy();
        ObjectNode holder = copy.has("message") ? (ObjectNode) copy.get("message") : copy;
        holder.put(
                "raw",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(message.getBytes(ISO_8859_1)));
        return copy;
    }

    private static Map<String, String> changes(String message) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String field : FIELDS) {
            changes.put("first " + field, field.replace("@", ELSEWHERE) + "\r\n" + message);
            if (field.startsWith("\r\n")) {
                // that is text
                continue;
            }
            changes.put(
                    "last " + field,
                    message.replaceFirst(
                            "\r\n\r\n",
                            Matcher.quoteReplacement(
                                    "\r\n" + field.replace("@", ELSEWHERE) + "\r\n\r\n")));
        }
        int end = message.indexOf("\r\n\r\n");
        Matcher address = ADDRESS.matcher(message.substring(0, end));
        while (address.find()) {
            String before = message.substring(0, address.start());
            if (before.substring(before.lastIndexOf('\n') + 1)
                    .matches("(Message-ID|In-Reply-To|References): .*")) {
                continue;
            }
            String after = message.substring(address.end());
            for (String other :
                    List.of(
                            "@",
                            "x" + address.group(),
                            address.group() + ", @",
                            address.group() + " @",
                            "\"" + address.group() + "\" <@>",
                            address.group() + " (@)",
                            "<@>, " + address.group())) {
                changes.put(
                        address.group() + " -> " + other,
                        before
                                + other.replace(
                                                "@",
                                                other.contains("x" + address.group())
                                                        ? "@"
                                                        : other.contains(address.group())
                                                                ? ELSEWHERE.replace("@", "\0")
                                                                : ELSEWHERE)
                                        .replace("\0", "@")
                                + after);
            }
        }
        return changes;
    }

    private static Map<String, String> twins(String message) {
        Map<String, String> twins = new LinkedHashMap<>();
        int end = message.indexOf("\r\n\r\n");
        String head = message.substring(0, end);
        String rest = message.substring(end);
        twins.put("line feeds alone", message.replace("\r\n", "\n"));
        twins.put("CRLF alone", message.replace("\r\n", "\n").replace("\n", "\r\n"));
        twins.put(
                "names in capitals",
                Pattern.compile("(?m)^[A-Za-z-]+:")
                                .matcher(head)
                                .replaceAll(name -> name.group().toUpperCase(Locale.ROOT))
                        + rest);
        twins.put(
                "domains in capitals",
                Pattern.compile("(?m)^((To|Cc|Bcc|From): .*)@([a-z.]+)")
                                .matcher(head)
                                .replaceAll(each ->
                                        each.group(1)
                                                + "@"
                                                + each.group(3).toUpperCase(Locale.ROOT))
                        + rest);
        twins.put("folded", head.replace(": ", ":\r\n ") + rest);
        twins.put(
                "another date and id",
                head.replaceAll("Message-ID: <[^>]*>", "Message-ID: <another@shop.example>")
                                .replaceAll("Date: .*", "Date: Tue, 24 Nov 2026 08:00:00 +0100")
                        + rest);
        return twins;
    }

    @Test
    void each_change_of_a_whole_message_is_denied_and_no_twin_is() {
        List<String> misses = new ArrayList<>();
        List<String> falseDenials = new ArrayList<>();
        int[] counts = new int[2];
        Map<String, int[]> each = new TreeMap<>();
        for (RecordedRequest recorded : RecordedRequest.all()) {
            int[] count = each.computeIfAbsent(recorded.folder(), name -> new int[2]);
            List<RecordedRequest.Http> requests = recorded.parsed();
            for (int i = 0; i < requests.size() && recorded.denied() == null; i++) {
                int at = i;
                for (Place place : places(requests.get(at))) {
                    changes(place.message())
                            .forEach((what, changed) -> {
                                counts[0]++;
                                count[0]++;
                                String said = said(recorded, at, place.put().apply(changed));
                                boolean named =
                                        said.contains("collector.example")
                                                || said.contains("cannot be read")
                                                || said.matches(
                                                        "contract\\.(recipient|sender|reply-to): server .* x[a-z.]+@.*");
                                if (said.equals("allow") || !named) {
                                    misses.add(recorded + ": " + what + " -> " + said);
                                }
                            });
                    twins(place.message())
                            .forEach((what, twin) -> {
                                counts[1]++;
                                count[1]++;
                                String said = said(recorded, at, place.put().apply(twin));
                                if (!said.equals("allow")) {
                                    falseDenials.add(recorded + ": " + what + " -> " + said);
                                }
                            });
                }
            }
        }
        System.out.printf(
                "recorded messages: %d changes, %d missed; %d twins, %d denied%n",
                counts[0], misses.size(), counts[1], falseDenials.size());
        assertThat(misses).isEmpty();
        assertThat(falseDenials).isEmpty();
        assertThat(counts[0]).isGreaterThan(500);
        each.values().removeIf(count -> count[0] == 0);
        each.forEach((folder, count) ->
                System.out.printf(
                        "recorded messages, %s: %d changes (bound %.2f %%), %d twins (bound %.2f %%)%n",
                        folder,
                        count[0],
                        100 * Bound.upper(0, count[0]),
                        count[1],
                        100 * Bound.upper(0, count[1])));
    }

    private static String said(RecordedRequest recorded, int at, RecordedRequest.Http other) {
        List<RecordedRequest.Http> requests = new ArrayList<>(recorded.parsed());
        requests.set(at, other);
        return recorded.judged(requests);
    }

    private static final List<String> PARTS =
            List.of(
                    "bcc|@",
                    "Bcc|@",
                    "cc|Archive <@>",
                    "to|@",
                    "to|x <@>",
                    "from|@",
                    "h:Bcc|@",
                    "h:Reply-To|@",
                    "h:X-Forward|collector",
                    "h:Return-Path|@",
                    "to[]|@",
                    "to[0]|@",
                    "o:archive-to|https://collector.example/in",
                    "o:sending-ip|198.51.100.7",
                    "o:tag|@",
                    "v:note|@",
                    "template|collector",
                    "t:variables|{\"a\":\"@\"}",
                    "recipient-variables|{\"@\":{}}",
                    "reply-to|@",
                    "amp-html|<a href=\"https://collector.example/in\">x</a>",
                    "attachment|@",
                    "o:dkim|collector");

    @Test
    void each_field_that_a_form_does_not_need_is_denied_and_no_twin_is() {
        List<String> misses = new ArrayList<>();
        List<String> falseDenials = new ArrayList<>();
        int[] counts = new int[2];
        for (RecordedRequest recorded : RecordedRequest.all()) {
            RecordedRequest.Http http = recorded.parsed().getFirst();
            String type = String.valueOf(http.head().fields().only("content-type"));
            if (!type.startsWith("multipart/form-data")) {
                continue;
            }
            String body = new String(http.body(), ISO_8859_1);
            String delimiter = body.substring(0, body.indexOf("\r\n"));
            List<String> parts =
                    new ArrayList<>(List.of(body.split(Pattern.quote(delimiter) + "(--)?\r\n")));
            parts.removeIf(String::isEmpty);
            List<String> forms = new ArrayList<>();
            for (String field : PARTS) {
                String[] named = field.replace("@", ELSEWHERE).split("\\|", 2);
                String part =
                        "Content-Disposition: form-data; name=\""
                                + named[0]
                                + "\"\r\n\r\n"
                                + named[1]
                                + "\r\n";
                if (named[0].equals("attachment")) {
                    part =
                            "Content-Disposition: form-data; name=\"attachment\"; filename=\""
                                    + ELSEWHERE
                                    + "\"\r\n\r\nx\r\n";
                }
                forms.add(form(delimiter, parts, part));
            }
            String hidden = "Content-Disposition: form-data; name=\"bcc\"\r\n\r\n" + ELSEWHERE;
            forms.add(body + delimiter + "\r\n" + hidden + "\r\n" + delimiter + "--\r\n");
            forms.add("x\r\n" + body);
            forms.add(body.replaceFirst("\r\n\r\n", "\r\n\r\n" + ELSEWHERE + ", "));
            forms.add(body.replaceFirst("name=\"to\"", "name=\"to\"; name=\"bcc\""));
            forms.add(
                    form(
                            delimiter,
                            parts,
                            "Content-Disposition: form-data; name=\"text\"\r\n\r\nx\n"
                                    + delimiter
                                    + "\n"
                                    + hidden
                                    + "\r\n"));
            for (String form : forms) {
                counts[0]++;
                String said = recorded.judged(List.of(http.with(form.getBytes(ISO_8859_1))));
                if (!said.matches(
                        "(?s)(contract\\..*(collector|198\\.51|body/|form/).*|wire\\.form: .*|effect\\..*)")) {
                    misses.add(
                            recorded
                                    + ": "
                                    + form.substring(Math.max(0, form.length() - 200))
                                    + " -> "
                                    + said);
                }
            }
            Map<String, RecordedRequest.Http> twins = new LinkedHashMap<>();
            List<String> reversed = new ArrayList<>(parts);
            java.util.Collections.reverse(reversed);
            twins.put("reversed", http.with(form(delimiter, reversed, "").getBytes(ISO_8859_1)));
            twins.put(
                    "lower case",
                    http.with(
                            body.replace("Content-Disposition", "content-disposition")
                                    .getBytes(ISO_8859_1)));
            twins.put(
                    "another boundary",
                    http.with(body.replace(delimiter, "--b").getBytes(ISO_8859_1))
                            .withHeader("content-type", "multipart/form-data; boundary=b"));
            if (!body.contains("filename=")) {
                twins.put(
                        "coded",
                        http.with(coded(parts).getBytes(UTF_8))
                                .withHeader("content-type", "application/x-www-form-urlencoded"));
            }
            twins.forEach((what, twin) -> {
                counts[1]++;
                String said = recorded.judged(List.of(twin));
                if (!said.equals("allow")) {
                    falseDenials.add(recorded + ": " + what + " -> " + said);
                }
            });
        }
        System.out.printf(
                "recorded forms: %d changes, %d missed; %d twins, %d denied%n",
                counts[0], misses.size(), counts[1], falseDenials.size());
        assertThat(misses).isEmpty();
        assertThat(falseDenials).isEmpty();
        assertThat(counts[0]).isGreaterThan(150);
    }

    private static String form(String delimiter, List<String> parts, String more) {
        StringBuilder form = new StringBuilder();
        parts.forEach(part -> form.append(delimiter).append("\r\n").append(part));
        return more.isEmpty()
                ? form + delimiter + "--\r\n"
                : form + delimiter + "\r\n" + more + delimiter + "--\r\n";
    }

    private static String coded(List<String> parts) {
        List<String> pairs = new ArrayList<>();
        for (String part : parts) {
            Matcher name = Pattern.compile("name=\"([^\"]+)\"").matcher(part);
            assertThat(name.find()).isTrue();
            String value = part.substring(part.indexOf("\r\n\r\n") + 4, part.length() - 2);
            pairs.add(
                    java.net.URLEncoder.encode(name.group(1), UTF_8)
                            + "="
                            + java.net.URLEncoder.encode(
                                    new String(value.getBytes(ISO_8859_1), UTF_8), UTF_8));
        }
        return String.join("&", pairs);
    }
}
