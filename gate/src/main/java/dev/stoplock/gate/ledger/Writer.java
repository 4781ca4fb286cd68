package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.Unfinished;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.port.Enclosed;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes a log: it takes what many threads want recorded, makes a group durable
 * with one sync, and about once a second cuts tiles and signs.
 *
 * <p>Crash order: body files written → frame with their bytes synced → callers told; body files
 * synced → tiles synced → checkpoint synced → write-ahead segment emptied. A failed write or sync
 * is final: what the kernel then holds is unknown, so nothing is tried again and everything after
 * it is refused.
 */
final class Writer implements Runnable {

    private static final int QUEUE = 1_024;
    private static final int GROUP = 256;
    private static final long SIGN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private sealed interface Work {
        CompletableFuture<Long> done();

        record Append(List<Event> events, List<Enclosed> bodies, CompletableFuture<Long> done)
                implements Work {}

        record Sign(CompletableFuture<Long> done) implements Work {}

        record Stop(CompletableFuture<Long> done) implements Work {}
    }

    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Layout layout;
    private final LogFiles files;
    private final SigningKey key;
    private final Clock clock;
    private final WriteAhead segment;
    private final Book book;
    private final Unfinished unfinished;
    private final Followers followers;
    private final Unsynced unsynced;
    private final Consumer<String> broken;
    private long signed;
    private boolean stale;
    private long signedAtNanos = System.nanoTime();
    private volatile @Nullable String refusing;
    private volatile boolean ended;

    Writer(
            Layout layout,
            SigningKey key,
            Clock clock,
            WriteAhead segment,
            Recovery recovery,
            Followers followers,
            Consumer<String> broken) {
        this.layout = layout;
        this.files = new LogFiles(layout);
        this.key = key;
        this.clock = clock;
        this.segment = segment;
        this.followers = followers;
        this.broken = broken;
        this.book = recovery.book();
        this.unfinished = recovery.unfinished();
        this.signed = recovery.signed();
        this.unsynced =
                new Unsynced(
                        e -> fail("a body could not be synced (" + Inconsistent.said(e) + ")"));
    }

    /** The files of {@code bodies} are written; they are synced after their bytes are durable. */
    long append(List<Event> events, List<Enclosed> bodies) throws IOException {
        return ask(new Work.Append(events, bodies, new CompletableFuture<>()));
    }

    /** The same, and nobody waits for it: where it fails, everything after it does. */
    void enqueue(List<Event> events, List<Enclosed> bodies) throws IOException {
        CompletableFuture<Long> done = new CompletableFuture<>();
        Work work = new Work.Append(events, bodies, done);
        done.whenComplete((index, why) -> {
            if (why != null) {
                fail("a record that nobody waited for failed (" + why.getMessage() + ")");
            }
        });
        put(work);
    }

    long sign() throws IOException {
        return ask(new Work.Sign(new CompletableFuture<>()));
    }

    long stop() throws IOException {
        return ask(new Work.Stop(new CompletableFuture<>()));
    }

    /** From now on everything is refused, for this reason; the first reason stays. */
    private synchronized boolean refuse(String reason) {
        boolean first = refusing == null;
        if (first) {
            refusing = reason;
        }
        return first;
    }

    void fail(String what) {
        String reason = "the ledger refuses everything since " + what;
        if (refuse(reason)) {
            broken.accept(reason);
        }
    }

    void requireSound() throws IOException {
        String reason = refusing;
        if (reason != null) {
            throw new IOException(reason);
        }
    }

    private void put(Work work) throws IOException {
        requireSound();
        try {
            queue.put(work);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (ended) {
            failQueued();
        }
    }

    private long ask(Work work) throws IOException {
        put(work);
        try {
            return work.done().get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()),
                    e.getCause());
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException(
                "interrupted before the ledger answered; it may or may not be recorded", e);
    }

    @Override
    public void run() {
        List<Work> group = new ArrayList<>(GROUP);
        Thread bodies = Thread.ofPlatform().name("ledger bodies").daemon().start(unsynced);
        try {
            boolean going = true;
            while (going) {
                group.clear();
                next(group);
                going = handle(group);
                if (refusing == null
                        && book.size() > signed
                        && System.nanoTime() - signedAtNanos >= SIGN_EVERY_NANOS) {
                    publishOrLater();
                }
            }
        } catch (
                Throwable e) { // the thread's door: whatever went wrong, nobody may be told that it
            // is recorded
            fail("its writer ended (" + e + ")");
            group.forEach(work -> work.done().completeExceptionally(new IOException(refusing)));
        } finally {
            refuse("the ledger is closed");
            ended = true;
            failQueued();
            unsynced.end();
            joined(bodies);
        }
    }

    /** The next who opens the ledger must be the only one who touches its files. */
    private static void joined(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for work, but not past the moment when a checkpoint is due. */
    private void next(List<Work> group) throws InterruptedException {
        boolean unsigned = book.size() > signed && refusing == null;
        long wait = SIGN_EVERY_NANOS - (System.nanoTime() - signedAtNanos);
        Work first = unsigned ? queue.poll(Math.max(wait, 0), TimeUnit.NANOSECONDS) : queue.take();
        if (first != null) {
            group.add(first);
            queue.drainTo(group, GROUP - 1);
        }
    }

    /** Does the group's work; false after the last. */
    private boolean handle(List<Work> group) {
        List<Work.Append> appends = new ArrayList<>();
        boolean going = true;
        for (Work work : group) {
            switch (work) {
                case Work.Append append -> appends.add(append);
                case Work.Sign sign -> {
                    commit(appends);
                    appends.clear();
                    attempt(sign, this::publish);
                }
                case Work.Stop stop -> {
                    commit(appends);
                    appends.clear();
                    attempt(stop, this::finish);
                    refuse("the ledger is closed");
                    going = false;
                }
            }
        }
        commit(appends);
        return going;
    }

    private void commit(List<Work.Append> appends) {
        if (appends.isEmpty()) {
            return;
        }
        List<Work.Append> ready = new ArrayList<>(appends.size());
        List<AuditRecord> records = new ArrayList<>(appends.size());
        List<byte[]> entries = new ArrayList<>(appends.size());
        long first = book.size();
        for (Work.Append append : appends) {
            try {
                requireSound();
                List<AuditRecord> its = new ArrayList<>(append.events().size());
                List<byte[]> encoded = new ArrayList<>(append.events().size());
                for (Event event : append.events()) {
                    long index = first + entries.size() + its.size();
                    AuditRecord record = new AuditRecord(index, clock.instant(), event);
                    encoded.add(EventCodec.leaf(record));
                    its.add(record);
                }
                records.addAll(its);
                entries.addAll(encoded);
                ready.add(append);
            } catch (IOException | RuntimeException e) {
                append.done().completeExceptionally(e);
            }
        }
        if (ready.isEmpty()) {
            return;
        }
        List<Enclosed> bodies = ready.stream().flatMap(append -> append.bodies().stream()).toList();
        try {
            segment.append(first, entries, bodies.stream().map(Enclosed::bytes).toList());
        } catch (IOException e) {
            fail("a write to wal/segment failed (" + Inconsistent.said(e) + ")");
            ready.forEach(
                    append -> append.done().completeExceptionally(new IOException(refusing, e)));
            return;
        }
        unsynced.add(bodies.stream().map(body -> layout.body(body.digest())).toList());
        for (int i = 0; i < records.size(); i++) {
            book.append(entries.get(i));
            unfinished.step(records.get(i));
            followers.tell(records.get(i));
        }
        long index = first;
        for (Work.Append append : ready) {
            append.done().complete(index);
            index += append.events().size();
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private void attempt(Work work, Act act) {
        try {
            requireSound();
            act.run();
            work.done().complete(signed);
        } catch (IOException e) {
            work.done().completeExceptionally(e);
        }
    }

    /** What cannot be signed for want of a descriptor is durable all the same, and signed later. */
    private void publishOrLater() throws IOException {
        try {
            publish();
        } catch (Disk.NotOpened e) {
            return; // in a second again
        }
    }

    /** A checkpoint that was given up has left partial tiles of its size. */
    private void removeStale() {
        if (stale) {
            try {
                files.removeStale(signed);
                stale = false;
            } catch (IOException e) {
                return; // after the next checkpoint, then
            }
        }
    }

    private void publish() throws IOException {
        signedAtNanos = System.nanoTime();
        long size = book.size();
        if (size == signed) {
            return;
        }
        try {
            unsynced.await();
            files.put(book.due());
            Digest root = Digest.of(Digest.Algorithm.SHA256, book.root());
            files.sign(key.sign(new Checkpoint(key.open().name(), size, root)));
            book.published();
            segment.clear();
            files.removeOutgrown(signed, size);
            signed = size;
            removeStale();
        } catch (Disk.NotOpened e) {
            stale = true;
            throw e; // every step before it can be done again
        } catch (IOException | GeneralSecurityException e) {
            fail("a checkpoint could not be stored (" + Inconsistent.said(e) + ")");
            throw new IOException(refusing, e);
        }
    }

    private void finish() throws IOException {
        publish();
        try {
            if (!unfinished.isEmpty()) {
                Disk.touch(layout.unfinished());
            }
            segment.remove();
        } catch (IOException e) {
            fail("the write-ahead segment could not be removed (" + Inconsistent.said(e) + ")");
            throw new IOException(refusing, e);
        }
    }

    /**
     * Answers those who came after the end. Called by the writer once it ended, and by whoever saw
     * that it had.
     */
    private void failQueued() {
        for (Work work = queue.poll(); work != null; work = queue.poll()) {
            work.done().completeExceptionally(new IOException(refusing));
        }
    }
}
