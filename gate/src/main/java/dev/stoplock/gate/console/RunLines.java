package dev.stoplock.gate.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a run says, line by line, as anybody may follow it while it grows. Bounded: what is beyond
 * is read and left out, and said so.
 */
final class RunLines {

    static final int MOST = 2_000;

    private static final int LONGEST = 4 << 10;
    private static final int MOST_CHARACTERS = 1 << 20;

    /** Guards everything below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition grew = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private int characters;
    private boolean ended;
    private boolean full;

    /** The lines from an index on, and whether no more will come. */
    record More(List<String> lines, boolean ended) {
        More {
            lines = List.copyOf(lines);
        }
    }

    /** Reads to the end of the stream. A line over 4 KiB is told in pieces. */
    void read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                if (buffer[i] != '\n') {
                    line.write(buffer[i]);
                }
                if (buffer[i] == '\n' || line.size() == LONGEST) {
                    add(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                }
            }
        }
        if (line.size() > 0) {
            add(line.toString(StandardCharsets.UTF_8));
        }
    }

    void add(String line) {
        lock.lock();
        try {
            if (full) {
                return;
            }
            characters += line.length();
            full = lines.size() == MOST - 1 || characters > MOST_CHARACTERS;
            lines.add(full ? "(what it said after this was left out)" : line.replace("\r", ""));
            grew.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No line comes any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            grew.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<String> all() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /** What there is from {@code index} on, waiting this long where there is nothing yet. */
    More after(int index, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (lines.size() <= index && !ended && left > 0) {
                left = grew.awaitNanos(left);
            }
            return new More(lines.subList(Math.min(index, lines.size()), lines.size()), ended);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no more comes; false if that took longer than this. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(patience);
            while (!ended && left > 0) {
                left = grew.awaitNanos(left);
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }
}
