package dev.stoplock.bench.load;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What a figure depends on: the machine, what runs on it already, and its disk's sync. */
final class Machine {

    private final String facts;

    /** {@code folder} is where everything durable is written; the load is read now. */
    Machine(Path folder, Instant now) throws IOException {
        FileStore store = Files.getFileStore(folder);
        List<String> load =
                List.of(Files.readString(Path.of("/proc/loadavg")).split(" ")).subList(0, 3);
        this.facts =
                """
                date      %s
                machine   %s, %d cores, %d MiB of memory
                system    Linux %s, JDK %s (%s), node %s
                load      %s before the run (1, 5, 15 minutes)
                """
                                .formatted(
                                        now.truncatedTo(ChronoUnit.SECONDS),
                                        field("/proc/cpuinfo", "model name"),
                                        Runtime.getRuntime().availableProcessors(),
                                        Long.parseLong(
                                                        field("/proc/meminfo", "MemTotal")
                                                                .replace(" kB", ""))
                                                / 1_024,
                                        System.getProperty("os.version"),
                                        Runtime.version(),
                                        System.getProperty("java.vendor"),
                                        said("node", "--version"),
                                        String.join(" ", load))
                        + "disk      %s on %s".formatted(store.type(), store.name());
    }

    /** The facts, with the sync of the disk as it is now. */
    String facts(RawDisk disk, int times) throws IOException {
        Samples sync = disk.sync(times);
        return facts
                + String.format(
                        Locale.ROOT,
                        "; append of 512 bytes and fdatasync: p50 %.3f ms, p99 %.3f ms (%d times)%n",
                        sync.millis(0.5),
                        sync.millis(0.99),
                        sync.count());
    }

    private static String field(String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of(file))) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "unknown";
    }

    /** The first line that a command prints. */
    static String said(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (var lines = process.inputReader()) {
            String line = lines.readLine();
            return line == null ? "unknown" : line.strip();
        }
    }
}
