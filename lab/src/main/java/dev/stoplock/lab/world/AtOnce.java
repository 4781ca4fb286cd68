package dev.stoplock.lab.world;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays that wait for processes most of the time, two of them at once. */
public final class AtOnce {

    /** As many as there are cores where it is developed, and each play is several processes. */
    private static final int MOST = 2;

    private AtOnce() {}

    /** What each came to, in their order; where one fails, the others are ended. */
    public static <T> List<T> play(List<Callable<T>> all)
            throws Refused, IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(MOST)) {
            List<Future<T>> futures = new ArrayList<>();
            all.forEach(each -> futures.add(threads.submit(each)));
            try {
                List<T> results = new ArrayList<>();
                for (Future<T> each : futures) {
                    results.add(each.get());
                }
                return results;
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw why(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private static Refused why(Throwable cause) throws IOException, InterruptedException {
        return switch (cause) {
            case Refused refused -> refused;
            case IOException io -> throw io;
            case InterruptedException interrupted -> throw interrupted;
            default ->
                    new Refused(
                            Refusal.Exit.FAILED,
                            "story.failed",
                            "a run failed: " + cause,
                            "run it again; if it happens again, report it");
        };
    }
}
