package dev.stoplock.lab.world;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The programs a story runs to their end, one numbered pair of output files each. Nothing outlives
 * {@link #close}.
 */
public final class Children implements AutoCloseable {

    /** How a program ended and what it said. */
    public record Ended(int code, String out, String err) {

        /**
         * The line of a refusal, without the program's name; the last line said where there is
         * none.
         */
        public String refusal() {
            String last = "it said nothing";
            for (String line :
                    (out + "\n" + err).lines().filter(each -> !each.isBlank()).toList()) {
                if (line.matches("stoplock: [a-z0-9-]+\\.[a-z0-9.-]+: .+")) {
                    return line.substring("stoplock: ".length());
                }
                last = line;
            }
            return Shown.line(last);
        }
    }

    private final Path outputs;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Process> alive = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** {@code outputs} is the folder, which exists, for what they say. */
    public Children(Path outputs) {
        this.outputs = outputs;
    }

    /**
     * Runs the command with this whole environment and without input. Refuses ({@code story.slow})
     * when the time is up.
     */
    public Ended run(
            String title,
            Path directory,
            Map<String, String> environment,
            Duration limit,
            List<String> command)
            throws Refused, IOException, InterruptedException {
        return run(title, directory, environment, limit, command, Path.of("/dev/null"));
    }

    private Ended run(
            String title,
            Path directory,
            Map<String, String> environment,
            Duration limit,
            List<String> command,
            Path input)
            throws Refused, IOException, InterruptedException {
        String name = String.format(Locale.ROOT, "%02d-%s", count.incrementAndGet(), title);
        Path out = outputs.resolve(name + ".out");
        Path err = outputs.resolve(name + ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(input.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        requireOpen();
        Process process = builder.start();
        alive.add(process);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(
                        Refusal.Exit.FAILED,
                        "story.slow",
                        title + " did not end within " + limit.toSeconds() + " s",
                        "read " + err);
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            end(process);
            alive.remove(process);
        }
    }

    /**
     * The same at a terminal of its own (script(1)), at which these lines are typed, each ended by
     * Enter; what stands there afterwards is {@code out}.
     */
    public Ended typed(
            String title,
            Path directory,
            Map<String, String> environment,
            Duration limit,
            List<String> command,
            List<String> lines)
            throws Refused, IOException, InterruptedException {
        Path input = outputs.resolve(title + ".typed");
        Files.writeString(
                input, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        Map<String, String> plain = new HashMap<>(environment);
        plain.put("SHELL", "/bin/sh");
        String words = command.stream().map(Children::quoted).collect(Collectors.joining(" "));
        Ended ended =
                run(
                        title,
                        directory,
                        plain,
                        limit,
                        List.of("script", "-qec", words, "/dev/null"),
                        input);
        return new Ended(ended.code(), ended.out().replace("\r", ""), ended.err());
    }

    /** One word of a shell's line, whatever stands in it. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static void end(Process process) {
        if (process.isAlive()) {
            List<ProcessHandle> all = new ArrayList<>();
            collect(process.toHandle(), all);
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /**
     * The process and what it started, but not what leads a session of its own: that is a daemon,
     * and is stopped in order.
     */
    private static void collect(ProcessHandle process, List<ProcessHandle> into) {
        into.add(process);
        process.children()
                .filter(child -> !leadsSession(child.pid()))
                .forEach(child -> collect(child, into));
    }

    /** Field 6 of proc_pid_stat(5). */
    private static boolean leadsSession(long pid) {
        try {
            String stat =
                    Files.readString(
                            Path.of("/proc", Long.toString(pid), "stat"),
                            StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2)
                    .split(" ", 5)[3]
                    .equals(Long.toString(pid));
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    /** Throws where the story was stopped: nothing more is to be started. */
    public void requireOpen() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("the story was stopped");
        }
    }

    @Override
    public void close() {
        closed = true;
        alive.forEach(Children::end);
    }
}
