package dev.stoplock.gate.detect;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.core.policy.Usage;
import dev.stoplock.gate.port.Breakers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The usage of every server in this process: what the ledger says at the start, and each leave
 * given since; and how many calls of each tool were clean, by each record as it becomes durable.
 * Until the ledger is read everyone waits, and where it cannot be read nobody gets leave.
 *
 * <p>What was given is counted at once, its record follows: a crash in between counts less than was
 * given, but then nothing of it was let go. Calls made at the same moment may stand in the ledger
 * in another order than they were counted in, so that after a restart a row can be shorter by
 * those.
 */
public final class ServerBreakers implements Breakers {

    private final InstantSource clock;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

    /** Guards {@code usage} and {@code clean}; held for one step in memory. */
    private final ReentrantLock lock = new ReentrantLock();

    private Usage usage = Usage.NONE;
    private CleanCalls clean = CleanCalls.NONE;

    /** The record that {@code clean} has not seen yet. */
    private long next;

    public ServerBreakers(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts what the ledger holds; nobody was given leave before. */
    void begin(List<AuditRecord> past) {
        Usage folded = Usage.NONE;
        CleanCalls calls = CleanCalls.NONE;
        for (AuditRecord record : past) {
            folded = folded.after(record);
            calls = calls.after(record);
        }
        lock.lock();
        try {
            usage = folded;
            clean = calls;
            next = past.isEmpty() ? 0 : past.getLast().index() + 1;
        } finally {
            lock.unlock();
        }
        begun.complete(true);
    }

    /**
     * One more record that is durable, in the order of the log. Usage is counted when it is asked
     * for; whether a call was clean shows only afterwards.
     */
    void recorded(AuditRecord record) {
        lock.lock();
        try {
            if (record.index() >= next) {
                clean = clean.after(record);
                next = record.index() + 1;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The ledger could not be read: nobody gets leave, for this reason. */
    void fail(String why) {
        begun.completeExceptionally(new IOException(why));
    }

    @Override
    public Leave call(ServerPolicy policy, String tool, String same) throws IOException {
        awaitBegun();
        return step(now -> now.call(policy.server(), policy.limits(), tool, same, clock.instant()));
    }

    @Override
    public Leave mails(ServerPolicy policy, EffectId effect, int mails) throws IOException {
        awaitBegun();
        return step(
                now -> now.mails(policy.server(), policy.limits(), effect, mails, clock.instant()));
    }

    @Override
    public CleanCalls.Held tiers(ServerPolicy policy, String tool) throws IOException {
        awaitBegun();
        lock.lock();
        try {
            CleanCalls.Held held = clean.ask(policy.server(), policy.promotion(), tool);
            clean = held.next();
            return held;
        } finally {
            lock.unlock();
        }
    }

    private Leave step(Function<Usage, Usage.Asked> ask) {
        lock.lock();
        try {
            Usage.Asked asked = ask.apply(usage);
            usage = asked.next();
            return asked.leave();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void notSent(EffectId effect) {
        lock.lock();
        try {
            usage = usage.notSent(effect);
        } finally {
            lock.unlock();
        }
    }

    private void awaitBegun() throws IOException {
        try {
            begun.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the ledger was read", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(
                    "the limits are not known, since the ledger could not be read: "
                            + (cause == null ? e : cause).getMessage(),
                    e);
        }
    }
}
