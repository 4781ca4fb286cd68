package dev.stoplock.app;

import dev.stoplock.gate.daemon.Daemon;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The orderly stop: asked for by a control message or by a signal; a signal is held until all is
 * closed and signed.
 */
final class Stopping {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<Daemon> daemon = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);

    void stops(Daemon served) {
        daemon.set(served);
        Runtime.getRuntime().addShutdownHook(new Thread(this::askAndWait, "stop"));
    }

    void ask() {
        Daemon served = daemon.get();
        if (served != null) {
            served.stop();
        }
    }

    void done() {
        done.countDown();
    }

    private void askAndWait() {
        ask();
        try {
            if (!done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println(
                        "stoplock: the gate did not stop in order within "
                                + PATIENCE.toSeconds()
                                + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
