package dev.stoplock.gate.egress;

import java.util.concurrent.Semaphore;

/**
 * Lets large bodies be judged one after the other. Threat: memory; reading one, looking for secrets
 * in it and storing it takes up many times its size while it lasts.
 */
final class Turns {

    private static final long LARGE = 1 << 20;

    private final Semaphore one = new Semaphore(1, true);

    /** Waits for its turn where so many bytes are large; the result is for {@code over}. */
    boolean taken(long bytes) {
        boolean large = bytes > LARGE;
        if (large) {
            one.acquireUninterruptibly();
        }
        return large;
    }

    void over(boolean large) {
        if (large) {
            one.release();
        }
    }
}
