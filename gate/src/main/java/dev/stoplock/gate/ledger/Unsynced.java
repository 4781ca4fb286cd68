package dev.stoplock.gate.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of bodies that are written and not yet durable, and the thread that makes them so as
 * they come. Until then their bytes stand in the write-ahead segment, which is not emptied before
 * {@code await} has returned.
 */
final class Unsynced implements Runnable {

    private static final long PAUSE_MILLIS = 100;

    /**
     * So long files are gathered, but nobody who waits for them waits for this: what is synced
     * together shares one commit of the file system's journal, and keeps out of the way of frames.
     */
    private static final long GATHERED_MILLIS = 200;

    private final Consumer<IOException> failed;

    /** Guarded by this, as are the fields below. */
    private List<Path> waiting = new ArrayList<>();

    private int open;
    private int awaited;
    private boolean ending;
    private @Nullable IOException why;
    private Disk.@Nullable NotOpened starved;

    /** {@code failed} is told once that a file could not be synced. */
    Unsynced(Consumer<IOException> failed) {
        this.failed = failed;
    }

    synchronized void add(List<Path> files) {
        waiting.addAll(files);
        open += files.size();
        notifyAll();
    }

    /**
     * Returns when every file that was added is durable; throws where one will never be, or has to
     * wait for a descriptor.
     */
    synchronized void await() throws IOException {
        awaited++;
        notifyAll();
        try {
            while (open > 0 && why == null && starved == null && !ending) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before all bodies were synced", e);
        } finally {
            awaited--;
        }
        if (open > 0 && why == null && starved != null) {
            throw new Disk.NotOpened(starved);
        }
        if (open > 0) {
            throw new IOException("a body was not synced", why);
        }
    }

    /** Ends the thread; what is not synced by then stands in the segment. */
    synchronized void end() {
        ending = true;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            for (List<Path> files = next(); !files.isEmpty(); files = next()) {
                sync(files);
                done(files.size());
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(new IOException("the thread that syncs bodies was interrupted", e));
        } catch (Throwable e) {
            fail(new IOException("the thread that syncs bodies ended", e));
        }
    }

    private void fail(IOException e) {
        synchronized (this) {
            why = e;
            notifyAll();
        }
        failed.accept(e);
    }

    private synchronized List<Path> next() throws InterruptedException {
        while (waiting.isEmpty() && !ending) {
            wait();
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHERED_MILLIS);
        for (long left = GATHERED_MILLIS; left > 0 && awaited == 0 && !ending; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
        List<Path> files = waiting;
        waiting = new ArrayList<>();
        return ending ? List.of() : files;
    }

    private synchronized void done(int files) {
        open -= files;
        notifyAll();
    }

    private void sync(List<Path> files) throws IOException, InterruptedException {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path file : files) {
            each(file, Disk::syncFile);
            folders.add(Disk.folder(file));
        }
        for (Path folder : folders) {
            each(folder, Disk::sync);
        }
    }

    private interface Sync {
        void of(Path path) throws IOException;
    }

    /**
     * Where no descriptor is free it waits for one: nothing was tried, so nothing is tried again.
     */
    private void each(Path path, Sync sync) throws IOException, InterruptedException {
        while (true) {
            try {
                sync.of(path);
                starved(null);
                return;
            } catch (NoSuchFileException e) {
                return; // it was erased
            } catch (Disk.NotOpened e) {
                starved(e);
                pause(e);
            }
        }
    }

    private synchronized void starved(Disk.@Nullable NotOpened by) {
        starved = by;
        notifyAll();
    }

    private synchronized void pause(Disk.NotOpened why) throws IOException, InterruptedException {
        if (ending) {
            throw why;
        }
        wait(PAUSE_MILLIS);
    }
}
