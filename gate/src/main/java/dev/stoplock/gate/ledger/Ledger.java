package dev.stoplock.gate.ledger;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Signer;
import dev.stoplock.gate.port.Tail;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An append-only, signed log on disk with its bodies beside it, held by one process at a time.
 *
 * <p>Guarantees: what was acknowledged survives a crash at any moment; indices have no gaps; after
 * a failed write everything is refused until the ledger is opened again. Not guaranteed: that
 * somebody who holds the signing key has not written another history (that takes witnesses), and
 * that records of the last second, not yet signed, are safe from who can write to the directory.
 */
public final class Ledger implements Recorder, Signer, Tail, AutoCloseable {

    /** Bytes. */
    private static final int LONGEST_ENCLOSED = 64 << 10;

    private final Writer writer;
    private final Thread thread;
    private final WriteAhead segment;
    private final Bodies bodies;
    private final Followers followers;
    private final FileChannel lock;
    private boolean closed;

    private Ledger(
            Writer writer,
            Thread thread,
            WriteAhead segment,
            Bodies bodies,
            Followers followers,
            FileChannel lock) {
        this.writer = writer;
        this.thread = thread;
        this.segment = segment;
        this.bodies = bodies;
        this.followers = followers;
        this.lock = lock;
    }

    /**
     * Opens the ledger in {@code directory}, or makes it; {@code keys} is where its key is, or is
     * made. {@code origin} names the log in its checkpoints (no white space, no plus sign). It
     * records that it was opened, ends what a crash left open, and signs.
     *
     * <p>Refuses with {@code ledger.in-use}, {@code ledger.unwritable} or {@code
     * ledger.inconsistent} (exit 6).
     */
    public static Ledger open(Path directory, Path keys, String origin, Clock clock)
            throws IOException, Refused {
        return open(directory, keys, origin, clock, sentence -> {});
    }

    /** The same; {@code broken} is told once, in a sentence, when it can record no more. */
    public static Ledger open(
            Path directory, Path keys, String origin, Clock clock, Consumer<String> broken)
            throws IOException, Refused {
        Layout layout = new Layout(directory.toAbsolutePath());
        Bodies bodies = Bodies.of(layout.directory());
        FileChannel lock = lock(layout);
        WriteAhead segment = null;
        Ledger ledger = null;
        try {
            SigningKey key = prepare(layout, keys.toAbsolutePath(), origin, bodies);
            Recovery recovery = Recovery.read(layout, key.open());
            restore(bodies, recovery);
            segment = segment(layout, recovery);
            Followers followers = new Followers();
            Writer writer = new Writer(layout, key, clock, segment, recovery, followers, broken);
            Thread thread = Thread.ofPlatform().name("ledger").daemon().start(writer);
            ledger = new Ledger(writer, thread, segment, bodies, followers, lock);
            begun(ledger, layout, recovery);
            return ledger;
        } catch (IOException | Refused | RuntimeException e) {
            abandon(ledger, segment, lock);
            throw e;
        }
    }

    /** Whether the gate that last wrote to this ledger stopped in order, or none ever wrote. */
    public static boolean stoppedInOrder(Path directory) {
        return Files.notExists(new Layout(directory).segment());
    }

    @Override
    public long append(Event event) throws IOException {
        return writer.append(List.of(event), List.of());
    }

    @Override
    public long append(List<Event> events, List<Enclosed> enclosed) throws IOException {
        return writer.append(List.copyOf(events), written(enclosed));
    }

    @Override
    public void enqueue(List<Event> events, List<Enclosed> enclosed) throws IOException {
        writer.enqueue(List.copyOf(events), written(enclosed));
    }

    private List<Enclosed> written(List<Enclosed> enclosed) throws IOException {
        List<Enclosed> fresh = enclosed.stream().filter(body -> body.bytes().length > 0).toList();
        return stored(() -> {
            for (Enclosed body : fresh) {
                bodies.write(body);
            }
            return fresh;
        });
    }

    /** A long body is made durable alone: written twice it would cost more than a sync. */
    @Override
    public Enclosed enclose(byte[] body) throws IOException {
        return body.length <= LONGEST_ENCLOSED
                ? bodies.enclose(body)
                : new Enclosed(keep(body), new byte[0]);
    }

    @Override
    public Digest keep(byte[] body) throws IOException {
        return stored(() -> bodies.keep(body));
    }

    private interface Storing<T> {
        T store() throws IOException;
    }

    private <T> T stored(Storing<T> storing) throws IOException {
        writer.requireSound();
        try {
            return storing.store();
        } catch (Disk.NotOpened e) {
            throw e; // nothing was written, and the next may find a descriptor
        } catch (ClosedByInterruptException e) {
            throw e; // the caller was told to stop; the disk did not fail
        } catch (IOException e) {
            writer.fail("a body could not be stored (" + Inconsistent.said(e) + ")");
            throw e;
        }
    }

    /** Cuts tiles and signs what is not signed yet; the result is the number of signed records. */
    @Override
    public long checkpoint() throws IOException {
        return writer.sign();
    }

    @Override
    public Following follow(BlockingQueue<AuditRecord> queue) {
        return followers.follow(queue);
    }

    public Bodies bodies() {
        return bodies;
    }

    /**
     * Signs, removes the write-ahead segment and lets go. After a failure it only lets go, and says
     * what had failed.
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.stop();
        } finally {
            letGo();
        }
    }

    /** A ledger that cannot record its own opening records nothing. */
    private static void begun(Ledger ledger, Layout layout, Recovery recovery) throws Refused {
        try {
            ledger.begin(layout, recovery);
        } catch (IOException e) {
            throw Inconsistent.unwritable(layout.directory(), e);
        }
    }

    private void begin(Layout layout, Recovery recovery) throws IOException {
        append(new Event.LedgerOpened(recovery.cutBytes()));
        for (Event ending : recovery.endings()) {
            append(ending);
        }
        checkpoint();
        if (recovery.crashed()) {
            new LogFiles(layout).removeStale(checkpoint());
        }
        Files.deleteIfExists(layout.unfinished());
    }

    private void letGo() throws IOException {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the lock must not go before the writer has
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        segment.close();
        lock.close();
    }

    private static void abandon(
            @Nullable Ledger ledger, @Nullable WriteAhead segment, FileChannel lock)
            throws IOException {
        if (ledger != null) {
            ledger.letGo();
            return;
        }
        if (segment != null) {
            segment.close();
        }
        lock.close();
    }

    private static FileChannel lock(Layout layout) throws Refused {
        try {
            Disk.directory(layout.directory());
            FileChannel channel = Disk.open(layout.lock(), Set.of(WRITE, CREATE));
            try {
                FileLock held = channel.tryLock();
                if (held != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // This process holds it already: the same answer. POSIX then drops the lock towards
                // other processes when this
                // channel closes, so one process must not try twice; the daemon opens its ledger
                // once.
            }
            channel.close();
        } catch (IOException e) {
            throw Inconsistent.unwritable(layout.directory(), e);
        }
        throw new Refused(
                Refusal.Exit.LEDGER,
                "ledger.in-use",
                "the ledger in " + layout.directory() + " is held by another gate",
                "stop the other gate, or use another home");
    }

    /**
     * Makes what is missing. The segment comes before the key: a key without log or segment means
     * that a log was taken away.
     */
    private static SigningKey prepare(Layout layout, Path keys, String origin, Bodies bodies)
            throws IOException, Refused {
        boolean signed = Files.exists(layout.checkpoint());
        boolean begun = signed || Files.exists(layout.segment());
        boolean keyed = SigningKey.exists(keys);
        if (!begun && (keyed || Recovery.anyTile(layout))) {
            throw Inconsistent.because(
                    keyed
                            ? "its key in " + keys + " is there, but the log that it signed is not"
                            : "log/ holds tiles, but no checkpoint");
        }
        if (signed && !keyed) {
            throw Inconsistent.because(
                    "its log is there, but "
                            + keys.resolve(SigningKey.SECRET_FILE)
                            + " is missing");
        }
        if (!keyed && begun && Files.size(layout.segment()) > 0) {
            throw Inconsistent.because(
                    "it has records, but " + keys.resolve(SigningKey.SECRET_FILE) + " is missing");
        }
        try {
            Disk.directory(layout.log());
            Disk.directory(layout.writeAhead());
            bodies.prepare();
            if (!begun) {
                Disk.touch(layout.segment());
            }
            return keyed ? SigningKey.load(keys, origin) : SigningKey.create(keys, origin);
        } catch (IOException e) {
            throw Inconsistent.unwritable(layout.directory(), e);
        }
    }

    /** The files of bodies that were durable in the segment only: a crash may have maimed them. */
    private static void restore(Bodies bodies, Recovery recovery) throws Refused {
        try {
            for (byte[] body : recovery.bodies()) {
                bodies.restore(body);
            }
        } catch (IOException e) {
            throw Inconsistent.unwritable("its bodies", e);
        }
    }

    private static WriteAhead segment(Layout layout, Recovery recovery) throws Refused {
        try {
            if (!recovery.crashed()) {
                Disk.touch(layout.segment());
            }
            return WriteAhead.open(layout.segment(), recovery.wholeBytes());
        } catch (IOException e) {
            throw Inconsistent.unwritable(layout.segment(), e);
        }
    }
}
