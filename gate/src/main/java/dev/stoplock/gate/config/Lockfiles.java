package dev.stoplock.gate.config;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.lock.EntryDigest;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lockfiles that count on this machine, and what was accepted of them: one file per server and
 * lockfile in the home, with the entry's digest. A lockfile that changes by itself (a {@code git
 * pull}) accepts nothing.
 */
public final class Lockfiles {

    private static final long LARGEST = 16 << 20;
    private static final JsonLimits SMALL = new JsonLimits(1 << 16, 4);

    private final Path accepted;

    public Lockfiles(Home home) {
        this.accepted = home.accepted();
    }

    /** An entry, and the lockfile it stands in. */
    public record Located(Path lockfile, LockEntry entry) {}

    /** What was accepted here: of which lockfile, which entry, for which version. */
    public record Accepted(Path lockfile, ServerName server, Digest entry, PackageRef ref) {}

    /**
     * The entry to start NAME from. {@code lockOption} wins; else the registered lockfiles are
     * searched. Refuses (exit 2): {@code lock.not-found} where none has it, {@code lock.ambiguous}
     * where two do.
     */
    public Located find(ServerName server, @Nullable Path lockOption) throws Refused, IOException {
        List<Path> candidates = lockOption == null ? registered() : List.of(canonical(lockOption));
        List<Located> found = new ArrayList<>();
        SortedSet<String> others = new TreeSet<>();
        for (Path lockfile : candidates) {
            if (lockOption == null && !Files.exists(lockfile)) {
                continue;
            }
            Lockfile read = read(lockfile);
            read.entries().forEach(each -> others.add(each.server().value()));
            LockEntry entry = read.entry(server);
            if (entry != null) {
                found.add(new Located(lockfile, entry));
            }
        }
        if (found.isEmpty()) {
            String where =
                    lockOption == null
                            ? "no registered lockfile has"
                            : lockOption + " does not have";
            throw new Refused(
                    Exit.USAGE,
                    "lock.not-found",
                    where + " the server " + server,
                    (others.isEmpty() ? "" : "there are: " + String.join(", ", others) + "; or ")
                            + "lock it first: stoplock add npm:NAME@VERSION");
        }
        if (found.size() > 1) {
            throw new Refused(
                    Exit.USAGE,
                    "lock.ambiguous",
                    "two registered lockfiles have a server "
                            + server
                            + ": "
                            + found.get(0).lockfile
                            + " and "
                            + found.get(1).lockfile,
                    "say which: --lock " + found.get(0).lockfile);
        }
        return found.getFirst();
    }

    /**
     * Refuses (exit 5, {@code lock.entry-changed}) an entry that is not exactly the one accepted
     * here; returns its digest.
     */
    public Digest requireAccepted(Located located) throws Refused, IOException {
        Digest now = EntryDigest.of(located.entry);
        Accepted before = accepted(located.lockfile, located.entry.server());
        if (before == null || !before.entry.equals(now)) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.entry-changed",
                    before == null
                            ? "the entry of "
                                    + located.entry.server()
                                    + " in "
                                    + located.lockfile
                                    + " was never accepted here"
                            : "the entry of "
                                    + located.entry.server()
                                    + " in "
                                    + located.lockfile
                                    + " is not the one accepted here ("
                                    + before.ref
                                    + ")",
                    "look at what changed, then accept it: stoplock add --replace "
                            + located.entry.ref());
        }
        return now;
    }

    /** What was accepted of this lockfile for this server, or null. */
    public @Nullable Accepted accepted(Path lockfile, ServerName server)
            throws Refused, IOException {
        Path file = acceptedFile(canonical(lockfile), server);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? readAccepted(file) : null;
    }

    /**
     * Reads a lockfile; one that is not there has no entries. Refuses (exit 5, {@code
     * lock.unreadable}) with file and line.
     */
    public static Lockfile read(Path lockfile) throws Refused, IOException {
        if (!Files.exists(lockfile)) {
            return Lockfile.EMPTY;
        }
        try {
            if (!Files.isRegularFile(lockfile) || Files.size(lockfile) > LARGEST) {
                throw unreadable(
                        lockfile + " is not a plain file of at most " + LARGEST + " bytes");
            }
            return LockfileText.parse(lockfile.toString(), Files.readString(lockfile));
        } catch (CharacterCodingException e) {
            throw unreadable(lockfile + " is not UTF-8 text");
        } catch (Misfit e) {
            throw unreadable(e.sentence());
        }
    }

    private static Refused unreadable(String sentence) {
        return new Refused(
                Exit.LOCK,
                "lock.unreadable",
                sentence,
                "restore the file, for example with git checkout, or lock again with stoplock add");
    }

    /**
     * Writes the entry into the lockfile, keeping all others, and accepts it here. Crash order: a
     * lockfile whose entry is not accepted yet refuses to start, which is safe; the other order
     * would accept what stands nowhere.
     */
    public void write(Path lockfile, LockEntry entry) throws Refused, IOException {
        Path target = canonical(lockfile);
        Path guard = accepted.resolve(".guard");
        // Guards reading, changing and writing a lockfile against another stoplock of this home.
        try (FileChannel channel =
                        FileChannel.open(
                                guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!held.isValid()) {
                throw new IOException("lost the lock on " + guard);
            }
            Lockfile now = read(target).with(entry);
            String text;
            try {
                text = LockfileText.render(now);
                if (!LockfileText.parse(target.toString(), text).equals(now)) {
                    throw new IllegalArgumentException("it would not read back as written");
                }
            } catch (IllegalArgumentException | Misfit e) {
                throw new Refused(
                        Exit.USAGE,
                        "lock.unwritable",
                        "the entry of " + entry.server() + " cannot be written: " + e.getMessage(),
                        "check --env, --by and --why");
            }
            AtomicFile.write(target, text, "rw-r--r--");
            Json.Obj small =
                    Json.object()
                            .put("lockfile", target.toString())
                            .put("server", entry.server().value())
                            .put("entry", EntryDigest.of(entry).toString())
                            .put("ref", entry.ref().toString())
                            .build();
            AtomicFile.write(
                    acceptedFile(target, entry.server()),
                    JsonWriter.compact(small) + "\n",
                    "rw-------");
        }
    }

    /** Every lockfile something was accepted of, each once. */
    public List<Path> registered() throws Refused, IOException {
        List<Path> lockfiles = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(accepted)) {
            files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
        for (Path file : files) {
            Path lockfile = readAccepted(file).lockfile;
            if (!lockfiles.contains(lockfile)) {
                lockfiles.add(lockfile);
            }
        }
        return lockfiles;
    }

    private Path acceptedFile(Path lockfile, ServerName server) {
        String where =
                Digest.sha256(lockfile.toString().getBytes(StandardCharsets.UTF_8))
                        .hex()
                        .substring(0, 16);
        return accepted.resolve(server + "@" + where + ".json");
    }

    private static Accepted readAccepted(Path file) throws Refused, IOException {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && JsonReader.read(Files.readAllBytes(file), SMALL)
                            instanceof JsonResult.Parsed(Json.Obj facts)) {
                return new Accepted(
                        Path.of(text(facts, "lockfile")),
                        new ServerName(text(facts, "server")),
                        Digest.parse(text(facts, "entry")),
                        PackageRef.parse(text(facts, "ref")));
            }
        } catch (IllegalArgumentException e) {
            throw damaged(file);
        }
        throw damaged(file);
    }

    private static Refused damaged(Path file) {
        return new Refused(
                Exit.LOCK,
                "lock.accepted-unreadable",
                "what was accepted here cannot be read: " + file,
                "remove the file and accept again: stoplock add --replace");
    }

    private static String text(Json.Obj facts, String key) {
        String value = facts.text(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return value;
    }

    /** The one name of a lockfile: two ways to write a path must not be two registrations. */
    static Path canonical(Path lockfile) throws IOException {
        Path absolute = lockfile.toAbsolutePath().normalize();
        if (Files.exists(absolute)) {
            return absolute.toRealPath();
        }
        Path folder = absolute.getParent();
        return folder != null && Files.exists(folder)
                ? folder.toRealPath().resolve(folder.relativize(absolute))
                : absolute;
    }
}
