package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.lab.loopback.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One plain HTTP/1.1 request (RFC 9112) in its parts; {@code Content-Length} follows the body. A
 * credential stands as {@code {{NAME}}}, which the lab's server fills in.
 */
@SuppressWarnings("ArrayRecordComponent")
record Wire(String method, String target, List<Header> fields, byte[] body) {

    Wire {
        fields = List.copyOf(fields);
    }

    /** Reads what {@link #bytes} or a canonical writer wrote; throws IllegalArgumentException. */
    static Wire parse(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalArgumentException("a request without an end of its head");
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        String[] start = lines[0].split(" ", -1);
        if (start.length != 3) {
            throw new IllegalArgumentException("not a request line");
        }
        List<Header> fields = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("not a header field");
            }
            fields.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Wire(start[0], start[1], fields, text.substring(end + 4).getBytes(ISO_8859_1));
    }

    Wire withMethod(String other) {
        return new Wire(other, target, fields, body);
    }

    Wire withTarget(String other) {
        return new Wire(method, other, fields, body);
    }

    Wire withBody(byte[] other) {
        return new Wire(method, target, fields, other).sized();
    }

    Wire with(String name, String value) {
        List<Header> more = new ArrayList<>(fields);
        more.add(new Header(name, value));
        return new Wire(method, target, more, body);
    }

    Wire withFirst(String name, String value) {
        List<Header> more = new ArrayList<>(fields);
        more.addFirst(new Header(name, value));
        return new Wire(method, target, more, body);
    }

    Wire without(String name) {
        return new Wire(
                method,
                target,
                fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList(),
                body);
    }

    Wire replaced(String name, String value) {
        return mapped(field ->
                field.name().equalsIgnoreCase(name) ? new Header(field.name(), value) : field);
    }

    Wire mapped(UnaryOperator<Header> change) {
        return new Wire(method, target, fields.stream().map(change).toList(), body);
    }

    Wire ordered(List<Header> other) {
        return new Wire(method, target, other, body);
    }

    String field(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    Wire withQuery(String query) {
        return withTarget(query.isEmpty() ? path() : path() + "?" + query);
    }

    private Wire sized() {
        boolean stands =
                fields.stream()
                        .anyMatch(field ->
                                field.name().toLowerCase(Locale.ROOT).equals("content-length"));
        String length = Integer.toString(body.length);
        if (stands) {
            return replaced("content-length", length);
        }
        return body.length == 0 ? this : with("content-length", length);
    }

    /** The head up to and with its empty line, as Latin-1 text. */
    String head() {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (Header field : fields) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** All of it as Latin-1 text: each character is a byte. */
    String text() {
        return head() + new String(body, ISO_8859_1);
    }

    byte[] bytes() {
        return text().getBytes(ISO_8859_1);
    }
}
