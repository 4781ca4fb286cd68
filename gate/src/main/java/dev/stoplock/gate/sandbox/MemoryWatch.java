package dev.stoplock.gate.sandbox;

import dev.stoplock.core.model.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Adds up what each sandbox's processes hold in memory, twice a second, and ends a sandbox that
 * holds more than its limit, runs more threads, or has lost a thread of the gate that it rests on.
 * Between two looks a server may overshoot; a limit the kernel keeps needs control groups.
 */
final class MemoryWatch implements AutoCloseable {

    /** What /proc/PID/stat says (proc_pid_stat(5)): fields 4, 20 and 24. */
    private record Process(long parent, long threads, long pages) {}

    private final Map<SandboxedProcess, LaunchPlan.Limits> watched = new ConcurrentHashMap<>();
    private final long pageSize;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task ->
                    Thread.ofPlatform().daemon().name("stoplock-memory-watch").unstarted(task));

    MemoryWatch(long pageSize) {
        this.pageSize = pageSize;
        timer.scheduleWithFixedDelay(this::look, 500, 500, TimeUnit.MILLISECONDS);
    }

    void add(SandboxedProcess process, LaunchPlan.Limits limits) {
        watched.put(process, limits);
        process.ended().thenRun(() -> watched.remove(process));
    }

    private void look() {
        try {
            if (!watched.isEmpty()) {
                lookAtAll();
            }
        } catch (Throwable e) {
            // A timer never again runs a task that threw: the next look ends what this one could
            // not.
            return;
        }
    }

    private void lookAtAll() {
        try {
            Map<Long, Process> all = processes();
            watched.forEach((sandbox, limits) -> judge(all, sandbox, limits));
        } catch (Throwable e) {
            // Without sight there is no limit, and a server without one does not go on.
            for (SandboxedProcess sandbox : watched.keySet()) {
                sandbox.end("ended because its memory could not be watched");
            }
        }
    }

    private void judge(Map<Long, Process> all, SandboxedProcess sandbox, LaunchPlan.Limits limits) {
        if (sandbox.endsIfLost()) {
            return;
        }
        long bytes = 0;
        long threads = 0;
        for (Map.Entry<Long, Process> entry : all.entrySet()) {
            if (descends(all, entry.getKey(), sandbox.pid())) {
                bytes += entry.getValue().pages() * pageSize;
                threads += entry.getValue().threads();
            }
        }
        if (bytes > limits.memoryBytes()) {
            sandbox.end("ended by the memory limit of " + (limits.memoryBytes() >> 20) + " MiB");
        } else if (threads > limits.processes()) {
            sandbox.end("ended by the limit of " + limits.processes() + " processes");
        }
    }

    private static boolean descends(Map<Long, Process> all, long pid, long ancestor) {
        long current = pid;
        for (int depth = 0; depth < 10_000 && current > 1; depth++) {
            if (current == ancestor) {
                return true;
            }
            Process process = all.get(current);
            current = process == null ? 0 : process.parent();
        }
        return false;
    }

    private static Map<Long, Process> processes() throws IOException {
        Map<Long, Process> all = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path folder : folders) {
                String stat;
                try {
                    stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
                } catch (NoSuchFileException e) {
                    // It ended meanwhile, and holds nothing any more.
                    continue;
                } catch (FileSystemException e) {
                    throw e; // no descriptor is left: what cannot be looked at is not small
                } catch (IOException e) {
                    // It ended between opening and reading (ESRCH).
                    continue;
                }
                // The name is in parentheses and may hold any of them itself: what follows the last
                // one counts.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                all.put(
                        Long.parseLong(folder.getFileName().toString()),
                        new Process(
                                Long.parseLong(fields[1]),
                                Long.parseLong(fields[17]),
                                Long.parseLong(fields[21])));
            }
        }
        return all;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
