package dev.stoplock.gate.console;

import dev.stoplock.gate.console.RunFolder.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A run under way: a child process that plays the case into a folder, ended where it takes too
 * long.
 *
 * <p>Guarantees: however the child ends, the run ends with one sentence on disk, and {@code
 * complete} only where the child says so with exit code 0 and, where it is to leave a result, left
 * one that can be read.
 */
final class Run {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String caseId;
    private final RunFolder folder;
    private final Process process;
    private final RunLines lines = new RunLines();
    private final boolean leavesResult;
    private volatile @Nullable String stopped;
    private volatile boolean slow;
    private volatile boolean over;

    /** {@code leavesResult} says whether a result has to lie in the folder at its end. */
    Run(String caseId, RunFolder folder, boolean leavesResult, Process process) {
        this.caseId = caseId;
        this.folder = folder;
        this.leavesResult = leavesResult;
        this.process = process;
    }

    String caseId() {
        return caseId;
    }

    RunFolder folder() {
        return folder;
    }

    RunLines lines() {
        return lines;
    }

    /** Whether it has ended and what is known of that is on disk. */
    boolean isOver() {
        return over;
    }

    /** Follows the child to its end; called once, on a thread of its own. */
    void follow(Duration limit) {
        Thread reader = Thread.ofPlatform().daemon().name("case run lines").start(this::read);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                slow = true;
                kill();
            }
            int code = process.waitFor();
            // what the child started may still hold its output open
            reader.join(GRACE);
            finish(verdict(code));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(new Ended(false, "the run was broken off"));
        } finally {
            process.destroyForcibly();
            over = true;
            lines.end();
        }
    }

    private void read() {
        try {
            lines.read(process.getInputStream());
        } catch (IOException e) {
            lines.add("(what it said after this could not be read: " + e.getMessage() + ")");
        }
    }

    private Ended verdict(int code) {
        String why = stopped;
        if (why != null) {
            return new Ended(false, why + ": nothing it shows counts");
        }
        if (slow) {
            return new Ended(false, "the run took too long and was ended: nothing it shows counts");
        }
        if (code != 0) {
            return new Ended(
                    false,
                    "the run ended with code "
                            + code
                            + " before it was complete: nothing it shows counts");
        }
        if (!leavesResult) {
            return new Ended(true, "every cell was measured");
        }
        return folder.result() == null
                ? new Ended(
                        false,
                        "the run ended without a result that can be read: nothing it shows counts")
                : new Ended(true, "every step was played");
    }

    private void finish(Ended ended) {
        try {
            folder.end(ended, lines.all());
        } catch (IOException e) {
            // without ended.json the run shows as one that was never brought to an end
            lines.add("(how the run ended could not be written: " + e.getMessage() + ")");
        }
    }

    /** Ends the child, for this reason, and waits until that is on disk. */
    void stop(String why) throws InterruptedException {
        stopped = why;
        kill();
        lines.awaitEnd(GRACE);
    }

    /**
     * Asks it to end, since it has daemons and sandboxes of its own to close, and then ends it and
     * all that it started.
     */
    private void kill() throws InterruptedException {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
