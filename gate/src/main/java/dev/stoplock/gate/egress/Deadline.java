package dev.stoplock.gate.egress;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A limit on how long a whole exchange of bytes may take, kept by closing the connection: read
 * timeouts alone never end a peer that sends one byte at a time.
 */
final class Deadline implements AutoCloseable {

    private static final int RUNNING = 0;
    private static final int MET = 1;
    private static final int PASSED = 2;

    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private final CountDownLatch met = new CountDownLatch(1);

    private Deadline() {}

    /**
     * Closes the connection after the time given, unless this is closed first. Started on threads
     * of the host's namespace only.
     */
    static Deadline closing(Closeable connection, Duration time) {
        Deadline deadline = new Deadline();
        Thread.ofVirtual().name("deadline").start(() -> deadline.watch(connection, time));
        return deadline;
    }

    private void watch(Closeable connection, Duration time) {
        try {
            if (!met.await(time.toNanos(), TimeUnit.NANOSECONDS)
                    && state.compareAndSet(RUNNING, PASSED)) {
                connection.close();
            }
        } catch (InterruptedException | IOException e) {
            // whoever reads or writes there is told by the state, and closes too
            state.compareAndSet(RUNNING, PASSED);
        }
    }

    boolean passed() {
        return state.get() == PASSED;
    }

    @Override
    public void close() {
        state.compareAndSet(RUNNING, MET);
        met.countDown();
    }
}
