package dev.stoplock.bench.load;

import java.util.Arrays;
import java.util.List;

/** Durations in nanoseconds, in ascending order, and the wall time in which they were taken. */
final class Samples {

    private final long[] sorted;
    private final long wallNanos;

    private Samples(long[] sorted, long wallNanos) {
        this.sorted = sorted;
        this.wallNanos = wallNanos;
    }

    /** Of at least one duration. */
    static Samples of(List<long[]> parts, long wallNanos) {
        long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        if (all.length == 0 || wallNanos <= 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Samples(all, wallNanos);
    }

    int count() {
        return sorted.length;
    }

    double perSecond() {
        return sorted.length * 1e9 / wallNanos;
    }

    /** The smallest duration that at least this share of all do not exceed, in milliseconds. */
    double millis(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)] / 1e6;
    }

    double least() {
        return sorted[0] / 1e6;
    }

    double most() {
        return sorted[sorted.length - 1] / 1e6;
    }
}
