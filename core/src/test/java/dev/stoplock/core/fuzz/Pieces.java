package dev.stoplock.core.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The ways in which one stream of bytes is cut into reads, the same ways for the same bytes. */
final class Pieces {

    private Pieces() {}

    static List<List<byte[]>> of(byte[] data) {
        Random random = new Random(Arrays.hashCode(data));
        List<List<byte[]>> ways = new ArrayList<>();
        ways.add(List.of(data));
        ways.add(cut(data, () -> 1));
        ways.add(cut(data, () -> 1 + random.nextInt(7)));
        ways.add(cut(data, () -> 1 + random.nextInt(data.length)));
        return ways;
    }

    private static List<byte[]> cut(byte[] data, java.util.function.IntSupplier lengths) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < data.length) {
            int to = Math.min(data.length, from + lengths.getAsInt());
            pieces.add(Arrays.copyOfRange(data, from, to));
            from = to;
        }
        return pieces;
    }
}
