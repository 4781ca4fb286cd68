package dev.stoplock.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Workers that each do one thing after the other, without a pause: closed-loop load, whose rate and
 * waiting time depend on each other.
 *
 * @param warm is not measured
 */
record Load(Duration warm, Duration time) {

    /** One thing, done by a worker for the {@code round}-th time; throws where it did not work. */
    interface Act {
        void run(int worker, long round) throws IOException, InterruptedException;
    }

    /**
     * Each worker is a virtual thread and is measured once at least; the first failure ends the
     * run.
     */
    Samples by(int workers, Act act) throws IOException, InterruptedException {
        long start = System.nanoTime() + warm.toNanos();
        long end = start + time.toNanos();
        List<Future<long[]>> running = new ArrayList<>();
        List<long[]> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                int worker = i;
                running.add(threads.submit(() -> work(worker, start, end, act)));
            }
            try {
                for (Future<long[]> each : running) {
                    parts.add(each.get());
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IOException("a worker failed: " + e.getCause(), e.getCause());
            }
        }
        return Samples.of(parts, System.nanoTime() - start);
    }

    private static long[] work(int worker, long start, long end, Act act)
            throws IOException, InterruptedException {
        long[] taken = new long[1 << 12];
        int count = 0;
        for (long round = 0; ; round++) {
            long before = System.nanoTime();
            if (before >= end && count > 0) {
                return Arrays.copyOf(taken, count);
            }
            act.run(worker, round);
            if (before >= start) {
                if (count == taken.length) {
                    taken = Arrays.copyOf(taken, 2 * count);
                }
                taken[count++] = System.nanoTime() - before;
            }
        }
    }
}
