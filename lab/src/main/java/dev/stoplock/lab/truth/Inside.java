package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.world.StoplockHome;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running server seen as whoever is in it sees it: the values of its environment and arguments,
 * and whatever has the form of a token in the files mounted for it.
 */
final class Inside {

    /** The form of a server token: a UUID. */
    private static final Pattern TOKEN =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** What every Linux machine has, and no server was given. */
    private static final Pattern SYSTEM =
            Pattern.compile("/(usr|bin|sbin|lib|lib32|lib64|proc|dev|sys)(/.*)?");

    private Inside() {}

    /** Everything in the text that looks like a token. */
    static Set<String> tokens(byte[] bytes) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = TOKEN.matcher(new String(bytes, ISO_8859_1));
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    /** Has the gate sign what it has. */
    static void sign(StoplockHome home) throws Refused, IOException {
        try (DaemonClient client = DaemonClient.connect(new Home(home.folder()).socket())) {
            client.ask(Json.object().put("do", "checkpoint").build());
        }
    }

    /** What the server that was started last has. */
    static Set<String> launchedBy(StoplockHome home) throws Refused, IOException {
        sign(home);
        Home folder = new Home(home.folder());
        long pid = -1;
        for (AuditRecord each : new LedgerReader(folder.ledger(), folder.keys()).records()) {
            if (each.event() instanceof Event.Launched launched) {
                pid = launched.pid();
            }
        }
        List<ProcessHandle> all =
                ProcessHandle.of(pid).stream()
                        .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                        .toList();
        return had(all);
    }

    /** What the server has whose standard error goes to this file. */
    static Set<String> writingTo(Path errors) throws IOException {
        Path file = errors.toRealPath();
        List<ProcessHandle> all = new ArrayList<>();
        for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
            if (isNode(each) && file.equals(target(of(each).resolve("fd/2")))) {
                all.add(each);
            }
        }
        return had(all);
    }

    private static Path of(ProcessHandle process) {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    private static boolean isNode(ProcessHandle process) {
        Path program = target(of(process).resolve("exe"));
        return program != null && program.toString().contains("node");
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            // it ended meanwhile, or is not ours: it is not the one looked for
            return Path.of("/");
        }
    }

    private static Set<String> had(List<ProcessHandle> processes) throws IOException {
        List<ProcessHandle> servers = processes.stream().filter(Inside::isNode).toList();
        if (servers.isEmpty()) {
            throw new IOException("no running server was found");
        }
        Set<String> found = new LinkedHashSet<>();
        for (ProcessHandle server : servers) {
            Path process = of(server);
            for (String name : List.of("environ", "cmdline")) {
                String text = Files.readString(process.resolve(name), ISO_8859_1);
                for (String word : text.split("\0")) {
                    found.add(word.substring(word.indexOf('=') + 1));
                }
                found.addAll(tokens(text.getBytes(ISO_8859_1)));
            }
            for (Path mount : mounts(process)) {
                found.addAll(inFiles(process.resolve("root"), mount));
            }
        }
        found.removeIf(String::isBlank);
        return found;
    }

    /**
     * The places mounted for a process that are not the system's: field 5 of proc_pid_mountinfo(5).
     */
    private static List<Path> mounts(Path process) throws IOException {
        List<Path> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(process.resolve("mountinfo"), ISO_8859_1)) {
            String point = line.split(" ")[4].replace("\\040", " ");
            if (!SYSTEM.matcher(point).matches() && !point.equals("/")) {
                mounts.add(Path.of(point));
            }
        }
        return mounts;
    }

    private static Set<String> inFiles(Path root, Path mount) throws IOException {
        Set<String> found = new LinkedHashSet<>();
        Path start = root.resolve(Objects.toString(Path.of("/").relativize(mount)));
        Files.walkFileTree(
                start,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
                            throws IOException {
                        if (facts.isRegularFile()) {
                            found.addAll(tokens(Files.readAllBytes(file)));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }
}
