package dev.stoplock.core.wire.text;

import java.util.Arrays;

/**
 * Bytes received and not yet read, of a protocol whose lines end in CR LF. A CR or LF on its own,
 * and NUL, have no single reading anywhere (RFC 5321, 2.3.8; RFC 9051, 4.3).
 */
public final class CrlfInput {

    /** What the next bytes are. */
    public sealed interface Line {

        /** More bytes are needed. */
        record None() implements Line {}

        /** A line without its end. */
        record Whole(byte[] bytes) implements Line {}

        /** It cannot be read as a line; nothing after it can either. */
        record Wrong(String reason) implements Line {}
    }

    private byte[] bytes = new byte[4096];
    private int from;
    private int to;
    private int searched;

    public void add(byte[] source, int offset, int length) {
        if (to + length > bytes.length) {
            // Threat: memory. What was read is let go of first; the buffer grows only for what is
            // still unread.
            int size = available() + length;
            byte[] room = size > bytes.length ? new byte[Math.max(bytes.length * 2, size)] : bytes;
            System.arraycopy(bytes, from, room, 0, available());
            searched -= from;
            to = available();
            from = 0;
            bytes = room;
        }
        System.arraycopy(source, offset, bytes, to, length);
        to += length;
    }

    public int available() {
        return to - from;
    }

    /** Takes the next byte; there must be one. */
    public byte take() {
        byte next = bytes[from];
        from++;
        searched = from;
        return next;
    }

    public byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        from += count;
        searched = from;
        return taken;
    }

    /** Takes the next line of at most {@code longest} octets, its end not counted. */
    public Line line(int longest) {
        for (int i = Math.max(searched, from); i < to; i++) {
            byte at = bytes[i];
            if (at == 0) {
                return new Line.Wrong("a line holds NUL");
            }
            if (at == '\n') {
                return new Line.Wrong("a line ends in LF without CR");
            }
            if (at == '\r') {
                if (i + 1 == to) {
                    searched = i;
                    break;
                }
                if (bytes[i + 1] != '\n') {
                    return new Line.Wrong("a CR stands without LF");
                }
                if (i - from > longest) {
                    return tooLong(longest);
                }
                byte[] line = Arrays.copyOfRange(bytes, from, i);
                from = i + 2;
                searched = from;
                return new Line.Whole(line);
            }
            searched = i + 1;
        }
        return available() > longest + 1 ? tooLong(longest) : new Line.None();
    }

    private static Line tooLong(int longest) {
        return new Line.Wrong("a line is over " + longest + " octets");
    }
}
