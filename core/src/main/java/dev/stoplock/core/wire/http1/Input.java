package dev.stoplock.core.wire.http1;

import java.util.Arrays;

/** Bytes received and not yet read. */
final class Input {

    private byte[] bytes = new byte[8192];
    private int from;
    private int to;

    void add(byte[] source, int offset, int length) {
        if (to + length > bytes.length) {
            byte[] larger = from + length > bytes.length / 2 || available() + length > bytes.length ? new byte[Math.max(bytes.length * 2, available() + length)] : bytes;
            System.arraycopy(bytes, from, larger, 0, available());
            to = available();
            from = 0;
            bytes = larger;
        }
        System.arraycopy(source, offset, bytes, to, length);
        to += length;
    }

    int available() {
        return to - from;
    }

    byte[] take(int n) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + n);
        from += n;
        return taken;
    }

    /** Where CR LF CR LF starts, counted from the first unread byte, or -1. */
    int headEnd() {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i - from;
            }
        }
        return -1;
    }
}
