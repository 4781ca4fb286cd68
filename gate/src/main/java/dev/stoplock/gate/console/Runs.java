package dev.stoplock.gate.console;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.KeptVariables;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts runs of cases, one at a time, and ends the one under way when it is closed. */
final class Runs implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(5);

    /** The table is some eighty runs, of which what was played before is not played again. */
    private static final int TABLE = 12;

    private final List<String> stoplock;
    private final RunFolders folders;
    private final Path home;
    private final InstantSource clock;
    private final Duration limit;
    private @Nullable Run current;
    private boolean closed;

    /**
     * {@code stoplock} is the command line that starts this program, up to its first argument;
     * {@code home} is where measured runs are kept; {@code limit} is how long a run may take.
     */
    Runs(
            List<String> stoplock,
            RunFolders folders,
            Path home,
            InstantSource clock,
            Duration limit) {
        this.stoplock = List.copyOf(stoplock);
        this.folders = folders;
        this.home = home;
        this.clock = clock;
        this.limit = limit;
    }

    RunFolders folders() {
        return folders;
    }

    /** The run under way, or null. */
    synchronized @Nullable Run current() {
        Run run = current;
        return run == null || run.isOver() ? null : run;
    }

    /** The run of this folder if it is the one under way, or null. */
    @Nullable Run current(RunFolder folder) {
        Run run = current();
        return run != null && run.folder().equals(folder) ? run : null;
    }

    /** Starts a run; refuses ({@code console.run-under-way}) a second one. */
    synchronized Run start(Cases.Case of, RunChoice choice) throws Refused, IOException {
        Run before = current();
        if (before != null || closed) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "console.run-under-way",
                    closed
                            ? "the gate is stopping, and no run is started any more"
                            : "another run is under way, and there is one at a time",
                    "wait for its end, then run again");
        }
        RunFolder folder = folders.make(of, clock.instant());
        folder.begin(new RunFolder.Begun(clock.instant(), choice));
        folders.prune(of);
        List<String> command = new ArrayList<>(stoplock);
        command.addAll(List.of("story", of.id()));
        command.addAll(choice.options(folder.folder(), home));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .directory(folder.folder().toFile());
        KeptVariables.only(builder.environment());
        Run run;
        try {
            run = new Run(of.id(), folder, !choice.table(), builder.start());
        } catch (IOException e) {
            folder.end(
                    new RunFolder.Ended(false, "the run could not be started: " + e.getMessage()),
                    List.of());
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "console.run-not-started",
                    "the run could not be started: " + e.getMessage(),
                    "see whether the program is still where it was, then run again");
        }
        current = run;
        Duration most = choice.table() ? limit.multipliedBy(TABLE) : limit;
        // Threat: a virtual thread's carrier may have been born in a sandbox's namespace
        Thread.ofPlatform().daemon().name("case run").start(() -> run.follow(most));
        return run;
    }

    /** Ends the run of this folder, if it is the one under way. */
    void stop(RunFolder folder) {
        Run run = current(folder);
        if (run != null) {
            stop(run, "it was stopped from its page");
        }
    }

    private static void stop(Run run, String why) {
        try {
            run.stop(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets no further run begin and ends the one under way. */
    @Override
    public void close() {
        Run run;
        synchronized (this) {
            closed = true;
            run = current();
        }
        if (run != null) {
            stop(run, "the gate stopped while the run was under way");
        }
    }
}
