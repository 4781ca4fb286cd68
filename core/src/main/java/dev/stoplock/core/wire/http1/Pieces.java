package dev.stoplock.core.wire.http1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes being gathered. Threat: memory; what it takes up is what it holds and little more, since it
 * grows by a new piece and never copies the old ones.
 */
final class Pieces {

    private static final int FIRST = 1 << 10;
    private static final int LARGEST = 64 << 10;

    private List<byte[]> full = new ArrayList<>();
    private byte[] last = new byte[0];
    private int used;
    private int size;

    int size() {
        return size;
    }

    /** Takes the next {@code count} bytes of the input. */
    void move(Input input, int count) {
        int left = count;
        while (left > 0) {
            if (used == last.length) {
                if (used > 0) {
                    full.add(last);
                }
                last = new byte[Math.clamp(Math.max(size, left), FIRST, LARGEST)];
                used = 0;
            }
            int n = Math.min(left, last.length - used);
            input.take(last, used, n);
            used += n;
            size += n;
            left -= n;
        }
    }

    /** All of them in one; it holds none afterwards. */
    byte[] taken() {
        byte[] whole = full.isEmpty() && used == last.length ? last : joined();
        full = new ArrayList<>();
        last = new byte[0];
        used = 0;
        size = 0;
        return whole;
    }

    private byte[] joined() {
        if (full.isEmpty()) {
            return Arrays.copyOf(last, used);
        }
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        System.arraycopy(last, 0, whole, at, used);
        return whole;
    }
}
