package dev.stoplock.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that only goes on: it begins at an instant of the wall clock and then follows a monotonic
 * counter, so that no leap of the wall clock reaches what is measured with it (decision 0011).
 */
final class SteadyTime implements InstantSource {

    private final Instant since;
    private final LongSupplier nanos;
    private final long from;

    /** {@code nanos} counts nanoseconds from anywhere and never goes back (System.nanoTime). */
    SteadyTime(Instant since, LongSupplier nanos) {
        this.since = since;
        this.nanos = nanos;
        this.from = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return since.plusNanos(nanos.getAsLong() - from);
    }
}
