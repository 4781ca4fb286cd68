package dev.stoplock.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The first message of some bytes, read by the letter of RFC 9112 and by nothing of the code under
 * test: CR LF only, one colon, one framing.
 *
 * @param fields {@code name: value}, the name in lower case
 * @param end where the next message starts
 */
record PlainHttp(String startLine, List<String> fields, byte[] body, int end) {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** The bytes do not start with one whole message that has a single reading. */
    static final class NotHttp extends Exception {
        private static final long serialVersionUID = 1L;

        NotHttp(String reason) {
            super(reason);
        }
    }

    /**
     * {@code bodiless} says that no body follows whatever the head says; {@code toTheEnd} that one
     * without a framing reaches to the last byte.
     */
    static PlainHttp first(byte[] data, boolean bodiless, boolean toTheEnd) throws NotHttp {
        // one char per byte, so that offsets are the same in both
        String text = new String(data, StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            throw new NotHttp("no end of the head");
        }
        String head = text.substring(0, headEnd);
        boolean reply = bodiless || toTheEnd;
        if (!head.replace("\r\n", "").matches(reply ? "[\\t -~\\x80-\\xff]*" : "[\\t -~]*")) {
            throw new NotHttp("a byte that no head holds");
        }
        String[] lines = head.split("\r\n", -1);
        List<String> fields = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon < 0 || !line.substring(0, colon).matches(TOKEN)) {
                throw new NotHttp("no field line");
            }
            String value = line.substring(colon + 1).replaceAll("^[ \\t]+|[ \\t]+$", "");
            fields.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + ": " + value);
        }
        int from = headEnd + 4;
        List<String> framings =
                fields.stream()
                        .filter(field ->
                                field.startsWith("content-length: ")
                                        || field.startsWith("transfer-encoding: "))
                        .toList();
        if (bodiless) {
            return new PlainHttp(lines[0], fields, new byte[0], from);
        }
        if (framings.isEmpty()) {
            int to = toTheEnd ? data.length : from;
            return new PlainHttp(lines[0], fields, Arrays.copyOfRange(data, from, to), to);
        }
        boolean alike =
                reply
                        && framings.getFirst().startsWith("content-length")
                        && framings.stream().distinct().count() == 1;
        if (framings.size() > 1 && !alike) {
            throw new NotHttp("two framings");
        }
        String framing = framings.getFirst().toLowerCase(Locale.ROOT);
        if (framing.equals("transfer-encoding: chunked")) {
            if (lines[0].startsWith("HTTP/1.0")) {
                throw new NotHttp("a coding that HTTP/1.0 does not know");
            }
            return chunked(lines[0], fields, text, from, reply);
        }
        if (!framing.matches("content-length: [0-9]{1,9}")) {
            throw new NotHttp("no framing");
        }
        int length = Integer.parseInt(framing.substring(16));
        if (from + (long) length > data.length) {
            throw new NotHttp("the body is not whole");
        }
        byte[] body = Arrays.copyOfRange(data, from, from + length);
        return new PlainHttp(lines[0], fields, body, from + length);
    }

    private static PlainHttp chunked(
            String startLine, List<String> fields, String text, int from, boolean reply)
            throws NotHttp {
        StringBuilder body = new StringBuilder();
        int at = from;
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            String line = lineEnd < 0 ? "" : text.substring(at, lineEnd);
            if (!line.matches(reply ? "[0-9a-fA-F]{1,8}[ \\t]{0,32}" : "[0-9a-fA-F]{1,8}")) {
                throw new NotHttp("no chunk size");
            }
            long size = Long.parseLong(line.strip(), 16);
            long end = lineEnd + 2 + size;
            if (reply && size == 0) {
                int whole = text.indexOf("\r\n\r\n", lineEnd);
                if (whole < 0
                        || text.substring(lineEnd, whole).matches("(?s).*(\r(?!\n)|(?<!\r)\n).*")) {
                    throw new NotHttp("no end of the trailers");
                }
                end = whole + 2;
            }
            if (end + 2 > text.length() || !text.startsWith("\r\n", (int) end)) {
                throw new NotHttp("no end of a chunk");
            }
            body.append(text, lineEnd + 2, lineEnd + 2 + (int) size);
            at = (int) end + 2;
            if (size == 0) {
                byte[] bytes = body.toString().getBytes(StandardCharsets.ISO_8859_1);
                return new PlainHttp(startLine, fields, bytes, at);
            }
        }
    }
}
