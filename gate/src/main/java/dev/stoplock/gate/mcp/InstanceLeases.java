package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.LeaseBook;
import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.gate.port.Leases;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lease book of one instance behind one lock, whose order is the arrival order that decides.
 */
public final class InstanceLeases implements Leases {

    private final LeaseBook book;

    /** Guards {@code book}; held for one step, never while anything is written or waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    public InstanceLeases(LeaseRules rules) {
        this.book = new LeaseBook(rules);
    }

    @Override
    public <T extends @Nullable Object> T step(Function<LeaseBook, T> step) {
        lock.lock();
        try {
            return step.apply(book);
        } finally {
            lock.unlock();
        }
    }
}
