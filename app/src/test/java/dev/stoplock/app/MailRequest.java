package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request in its parts, to be sent as it was or with something changed: each character is
 * a byte. A body that came in chunks leaves in one chunk.
 */
record MailRequest(String start, List<String> fields, String body, boolean chunked) {

    /** What belongs to one hop (RFC 9110, section 7.6.1), and the coding that the gate asks for. */
    private static final List<String> HOP =
            List.of(
                    "connection",
                    "keep-alive",
                    "te",
                    "transfer-encoding",
                    "content-length",
                    "accept-encoding");

    MailRequest {
        fields = List.copyOf(fields);
    }

    static MailRequest parse(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        List<String> lines = Arrays.asList(text.substring(0, end).split("\r\n"));
        List<String> fields = lines.subList(1, lines.size());
        boolean chunked =
                fields.stream().anyMatch(each -> each.matches("(?i)transfer-encoding:.*"));
        String rest = text.substring(end + 4);
        return new MailRequest(lines.getFirst(), fields, chunked ? unchunked(rest) : rest, chunked);
    }

    private static String unchunked(String text) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int line = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, line), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(text, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    String text() {
        StringBuilder text = new StringBuilder(start).append("\r\n");
        for (String field : fields) {
            boolean length = field.toLowerCase(Locale.ROOT).startsWith("content-length:");
            text.append(length ? "Content-Length: " + body.length() : field).append("\r\n");
        }
        text.append("\r\n");
        return chunked
                ? text + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                : text + body;
    }

    String method() {
        return start.substring(0, start.indexOf(' '));
    }

    String host() {
        return field("host");
    }

    /** The value of the first field of this name, or nothing. */
    String field(String name) {
        return fields.stream()
                .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(each -> each.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    @Nullable JsonNode json() {
        try {
            JsonNode read = Rig.JSON.readTree(body.getBytes(ISO_8859_1));
            return read.isContainerNode() ? read : null;
        } catch (IOException e) {
            return null; // a form or a message
        }
    }

    MailRequest with(JsonNode json) {
        return withBody(new String(json.toString().getBytes(UTF_8), ISO_8859_1));
    }

    MailRequest withBody(String other) {
        return new MailRequest(start, fields, other, chunked);
    }

    MailRequest withStart(UnaryOperator<String> change) {
        return new MailRequest(change.apply(start), fields, body, chunked);
    }

    MailRequest withFields(UnaryOperator<String> change) {
        return new MailRequest(start, fields.stream().map(change).toList(), body, chunked);
    }

    MailRequest and(String field) {
        List<String> more = new ArrayList<>(fields);
        more.add(field);
        return new MailRequest(start, more, body, chunked);
    }

    MailRequest reversed() {
        return new MailRequest(start, fields.reversed(), body, chunked);
    }

    /** The same in chunks, or, where it was, with a length. */
    MailRequest otherwiseFramed() {
        String instead = chunked ? "Content-Length: 0" : "Transfer-Encoding: chunked";
        List<String> framed =
                fields.stream()
                        .map(each ->
                                each.matches("(?i)(transfer-encoding|content-length):.*")
                                        ? instead
                                        : each)
                        .toList();
        return new MailRequest(start, framed, body, !chunked);
    }

    /** Its head as parsed fields: by name in small letters, what belongs to a hop left out. */
    SortedMap<String, List<String>> head() {
        SortedMap<String, List<String>> head = new TreeMap<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            if (!HOP.contains(name)) {
                head.computeIfAbsent(name, each -> new ArrayList<>())
                        .add(field.substring(colon + 1).strip());
            }
        }
        return head;
    }

    /** Whether another arrived as this one: the body byte for byte, the head as parsed fields. */
    boolean arrivedAs(MailRequest other) {
        return start.equals(other.start) && body.equals(other.body) && head().equals(other.head());
    }
}
