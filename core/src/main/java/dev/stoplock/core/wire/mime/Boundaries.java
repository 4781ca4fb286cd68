package dev.stoplock.core.wire.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The boundaries of a message, held against its lines. Threat: a line that some readers take for a
 * delimiter, and others do not, hides parts from either.
 */
final class Boundaries {

    private final List<String> all = new ArrayList<>();

    /** The lines of one message, without the messages that its base64 parts may hold. */
    Region region(byte[] bytes) {
        return new Region(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** One message's lines and the multiparts found in them. */
    final class Region {

        private record Multipart(String boundary, int parts) {}

        private final String text;
        private final List<Multipart> found = new ArrayList<>();

        private Region(String text) {
            this.text = text;
        }

        void add(String boundary, int parts) throws NoSingleReading {
            // Threat: "a" is also a prefix of the delimiter of "ab"; a second "a" ends the first
            for (String other : all) {
                if (other.startsWith(boundary) || boundary.startsWith(other)) {
                    throw new NoSingleReading("two multiparts have boundaries that are alike");
                }
            }
            all.add(boundary);
            found.add(new Multipart(boundary, parts));
        }

        /** Each line that begins like a delimiter is one, and the closing one is the last. */
        void check() throws NoSingleReading {
            for (Multipart multipart : found) {
                String delimiter = "--" + multipart.boundary();
                int parts = 0;
                boolean closed = false;
                int at = text.startsWith(delimiter) ? 0 : text.indexOf("\r\n" + delimiter);
                while (at >= 0) {
                    int line = text.startsWith("\r\n", at) ? at + 2 : at;
                    int end = text.indexOf("\r\n", line);
                    String whole = text.substring(line, end < 0 ? text.length() : end);
                    boolean closing = whole.equals(delimiter + "--");
                    if (closed || !closing && !whole.equals(delimiter)) {
                        throw new NoSingleReading(
                                "a line of a multipart may be taken for a delimiter, or not");
                    }
                    closed = closing;
                    parts += closing ? 0 : 1;
                    at = text.indexOf("\r\n" + delimiter, line);
                }
                if (!closed || parts == 0 || parts != multipart.parts()) {
                    throw new NoSingleReading("a multipart is not closed, or cut in two ways");
                }
            }
        }
    }
}
