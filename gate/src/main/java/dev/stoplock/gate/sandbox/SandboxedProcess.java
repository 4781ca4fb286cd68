package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.Running;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A server in its sandbox. Ending bubblewrap ends its init, and that ends every process of the
 * namespace with it.
 */
final class SandboxedProcess implements Running {

    private static final int WORD_LIMIT = 2_000;

    private final Process process;
    private final AtomicReference<String> why = new AtomicReference<>("");
    private final CompletableFuture<String> ended;
    private final Supplier<String> lost;

    /**
     * Call it on the spawner, which then owns the reaper too. {@code lost} says what it rested on
     * and is gone; else it is empty.
     */
    SandboxedProcess(Process process, Supplier<String> lost) {
        this.process = process;
        this.lost = lost;
        this.ended = process.onExit().thenApply(done -> sentence(done.exitValue()));
    }

    private String sentence(int code) {
        String reason = why.get();
        if (!reason.isEmpty()) {
            return reason;
        }
        if (code <= 128) {
            return "exited with code " + code;
        }
        // the kernel ends what loses the thread that started it, and gives no reason
        String gone = lost();
        return gone.isEmpty() ? "ended by signal " + (code - 128) : because(gone);
    }

    private static String because(String gone) {
        return "ended because " + gone;
    }

    /**
     * Waits until the sandbox stands and lets the server begin. Returns what stood on its standard
     * output in the place of that; a sandbox that could not be made has ended by then.
     */
    String letGo() {
        StringBuilder said = new StringBuilder();
        try {
            InputStream out = process.getInputStream();
            for (int b = out.read(); b >= 0 && said.length() < WORD_LIMIT; b = out.read()) {
                said.append((char) b);
                if (said.toString().equals(BubblewrapLine.READY)) {
                    OutputStream in = process.getOutputStream();
                    in.write(BubblewrapLine.GO.getBytes(StandardCharsets.US_ASCII));
                    in.flush();
                    return "";
                }
            }
        } catch (IOException e) {
            // it ended in between: whoever waits for its end is told how
            return said.toString();
        }
        return said.toString();
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public InputStream stdout() {
        return process.getInputStream();
    }

    @Override
    public InputStream stderr() {
        return process.getErrorStream();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    @Override
    public void end(String reason) {
        if (process.isAlive()) {
            why.compareAndSet("", reason);
        }
        // By handle: Process.destroyForcibly would close the streams and lose what the server said
        // last.
        // Threat: a server takes every descriptor. Java looks into /proc whether it is still that
        // process before it signals it, and where it cannot look it does not.
        if (!process.toHandle().destroyForcibly() && process.isAlive()) {
            SystemCalls.kill(process.pid());
        }
    }

    String lost() {
        return lost.get();
    }

    /** Ends it where something that it rests on is gone; true if so. */
    boolean endsIfLost() {
        String gone = lost();
        if (gone.isEmpty()) {
            return false;
        }
        end(because(gone));
        return true;
    }

    /** Ends it and everything it started, and waits until none of it is left. */
    void endAll() {
        List<ProcessHandle> all;
        try {
            all = process.descendants().toList();
        } finally {
            // even where nobody can look what it started, which ends with it
            end("killed");
        }
        all.forEach(ProcessHandle::destroyForcibly);
        // They are not our children, so nobody tells us when they are gone: look, for a few
        // milliseconds as a rule.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (process.isAlive() || all.stream().anyMatch(SandboxedProcess::runs)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a process of a sandbox survived being killed");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /**
     * Whether it still runs. One that is dead but not yet reaped by the machine's init (state Z,
     * proc_pid_stat(5)) does not.
     */
    static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "stat"),
                            StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false; // it is gone
        }
    }
}
