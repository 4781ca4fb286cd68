package dev.stoplock.lab.loopback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One connection's requests (RFC 9112), read one after the other, each with the bytes it was made
 * of. Framing that could be read in two ways is refused, so that what a stand-in counts is what was
 * sent.
 */
final class RequestReader {

    private static final int HEAD_LIMIT = 64 * 1024;
    private static final int BODY_LIMIT = 64 * 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private ByteArrayOutputStream raw = new ByteArrayOutputStream();

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * What came off the wire for the request under way and was not taken for an earlier one, parsed
     * or not.
     */
    byte[] untaken() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(raw.toByteArray());
        all.write(buffer, position, limit - position);
        return all.toByteArray();
    }

    /** The next request, or empty where the peer closed between two. */
    Optional<Received> next() throws IOException {
        raw = new ByteArrayOutputStream();
        String line = line(HEAD_LIMIT);
        if (line.isEmpty() && raw.size() == 0) {
            return Optional.empty();
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3
                || parts[0].isEmpty()
                || !parts[1].startsWith("/")
                || !parts[2].equals("HTTP/1.1")) {
            throw new Unreadable("not a request line of HTTP/1.1");
        }
        List<Header> headers = fields();
        byte[] body = body(headers);
        return Optional.of(new Received(parts[0], parts[1], headers, body, raw.toByteArray()));
    }

    private List<Header> fields() throws IOException {
        List<Header> fields = new ArrayList<>();
        while (true) {
            String line = line(HEAD_LIMIT - raw.size());
            if (line.isEmpty()) {
                return fields;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || line.substring(0, colon).chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new Unreadable("not a header field");
            }
            fields.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
    }

    private byte[] body(List<Header> headers) throws IOException {
        List<String> lengths = values(headers, "content-length");
        List<String> codings = values(headers, "transfer-encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new Unreadable("framing that can be read in two ways");
        }
        if (lengths.isEmpty() && codings.isEmpty()) {
            return new byte[0];
        }
        if (values(headers, "expect").stream()
                .anyMatch(each -> each.equalsIgnoreCase("100-continue"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII));
            out.flush();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (!lengths.isEmpty()) {
            copy(number(lengths.getFirst(), 10), body);
            return body.toByteArray();
        }
        if (!codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new Unreadable("transfer coding " + codings.getFirst());
        }
        while (true) {
            int size = number(line(256).replaceFirst(";.*$", "").strip(), 16);
            if (size == 0) {
                break;
            }
            copy(size, body);
            if (!line(2).isEmpty()) {
                throw new Unreadable("a chunk longer than it says");
            }
        }
        int beforeTrailers = raw.size();
        while (!line(HEAD_LIMIT).isEmpty()) {
            if (raw.size() - beforeTrailers > HEAD_LIMIT) {
                throw new Unreadable("trailers too long");
            }
        }
        return body.toByteArray();
    }

    private static List<String> values(List<Header> headers, String name) {
        return headers.stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .map(Header::value)
                .toList();
    }

    private static int number(String text, int radix) throws Unreadable {
        if (text.isEmpty()
                || text.length() > 8
                || text.chars().anyMatch(c -> c > 127 || Character.digit(c, radix) < 0)) {
            throw new Unreadable("not a length: " + text);
        }
        long value = Long.parseLong(text, radix);
        if (value > BODY_LIMIT) {
            throw new Unreadable("a body over " + BODY_LIMIT + " bytes");
        }
        return (int) value;
    }

    private void copy(int count, ByteArrayOutputStream into) throws IOException {
        if (into.size() + (long) count > BODY_LIMIT) {
            throw new Unreadable("a body over " + BODY_LIMIT + " bytes");
        }
        int left = count;
        while (left > 0) {
            if (position == limit) {
                fill();
            }
            int part = Math.min(left, limit - position);
            into.write(buffer, position, part);
            raw.write(buffer, position, part);
            position += part;
            left -= part;
        }
    }

    /**
     * Up to CR LF (a bare LF is taken too), without it; empty at the end of the stream if nothing
     * was read of this request.
     */
    private String line(int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (position == limit) {
                if (raw.size() == 0 && !more()) {
                    return "";
                } else if (position == limit) {
                    fill();
                }
            }
            byte next = buffer[position++];
            raw.write(next);
            if (next == '\n') {
                break;
            }
            line.write(next);
            if (line.size() > most) {
                throw new Unreadable("a line too long");
            }
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void fill() throws IOException {
        if (!more()) {
            throw new EOFException("the connection ended inside a request");
        }
    }

    private boolean more() throws IOException {
        // a read that fails leaves nothing of the request before it
        position = 0;
        limit = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
