package dev.stoplock.core.wire.http1;

import java.util.Arrays;

/** Bytes received and not yet read. */
final class Input {

    private byte[] bytes = new byte[8192];
    private int from;
    private int to;
    private int searched;

    void add(byte[] source, int offset, int length) {
        if (to + length > bytes.length) {
            // Threat: memory. What was read is let go of first; the buffer grows only for what is
            // still unread.
            byte[] room =
                    available() + length > bytes.length
                            ? new byte[Math.max(bytes.length * 2, available() + length)]
                            : bytes;
            System.arraycopy(bytes, from, room, 0, available());
            to = available();
            from = 0;
            bytes = room;
        }
        System.arraycopy(source, offset, bytes, to, length);
        to += length;
    }

    /** How many bytes the buffer takes up. */
    int room() {
        return bytes.length;
    }

    int available() {
        return to - from;
    }

    /** The next byte, which is not taken; there is one. */
    byte peek() {
        return bytes[from];
    }

    byte[] take(int n) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + n);
        from += n;
        searched = 0;
        return taken;
    }

    /** Puts the next {@code n} bytes into {@code target}. */
    void take(byte[] target, int at, int n) {
        System.arraycopy(bytes, from, target, at, n);
        from += n;
        searched = 0;
    }

    /**
     * Where CR LF CR LF starts, counted from the first unread byte, or -1. Each byte is looked at
     * once, however it arrives.
     */
    int headEnd() {
        int last = available() - 4;
        for (int i = searched; i <= last; i++) {
            int at = from + i;
            if (bytes[at] == '\r'
                    && bytes[at + 1] == '\n'
                    && bytes[at + 2] == '\r'
                    && bytes[at + 3] == '\n') {
                searched = i;
                return i;
            }
        }
        searched = Math.max(0, last + 1);
        return -1;
    }
}
