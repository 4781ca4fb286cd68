package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.Difference;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A version that was rehearsed beside the locked one, with the same calls and the same replies: the
 * review of the new one, and in what it differs. The new one runs twice, so that what is another
 * each time is told from what is new.
 */
public record SideBySide(Review now, List<Difference> differences) {

    /** More servers at once than a small machine has processors would only wait for each other. */
    private static final int AT_ONCE = 2;

    public SideBySide {
        differences = List.copyOf(differences);
    }

    public static SideBySide of(
            Rehearsal rehearsal,
            LockEntry locked,
            LockEntry candidate,
            Review.Plan plan,
            Instant begin)
            throws Refused, IOException, InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().factory());
        try {
            Future<Review> now =
                    threads.submit(run(rehearsal, candidate, plan, "the new one", begin));
            Future<Review> before =
                    threads.submit(run(rehearsal, locked, plan, "the locked one", begin));
            Future<Review> again =
                    threads.submit(run(rehearsal, candidate, plan, "the new one once more", begin));
            Review first = got(now);
            Review old = got(before);
            List<Difference> differences = new ArrayList<>(first.since(old));
            differences.addAll(first.unlike(got(again), old));
            return new SideBySide(first, differences);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Review> run(
            Rehearsal rehearsal, LockEntry entry, Review.Plan plan, String who, Instant begin) {
        return () -> Review.of(rehearsal, entry, plan.of(who), begin);
    }

    private static Review got(Future<Review> review)
            throws Refused, IOException, InterruptedException {
        try {
            return review.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Refused refused -> throw refused;
                case IOException broken -> throw broken;
                case null, default -> throw new IllegalStateException("a rehearsal failed", e);
            }
        }
    }
}
