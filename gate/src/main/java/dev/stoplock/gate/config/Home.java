package dev.stoplock.gate.config;

import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stoplock's own folder on this machine, checked to be ours alone, and where each thing lies in it.
 */
public record Home(Path folder) {

    /** sun_path of unix(7), without its final NUL. */
    private static final int LONGEST_SOCKET = 107;

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSABLE =
            PosixFilePermissions.fromString("rwx--x--x");
    private static final Path ROOT_HOME = Path.of("/var/lib/stoplock");
    private static final Set<PosixFilePermission> READABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    /**
     * The home as {@code --home} says, else STOPLOCK_HOME, else XDG_STATE_HOME/stoplock, else
     * ~/.local/state/stoplock (as root /var/lib/stoplock); made if it is not there. Refuses (exit
     * 2) a place that others could change, and a socket path over 107 bytes.
     */
    public static Home resolve(@Nullable String flag, Map<String, String> environment)
            throws Refused, IOException {
        Path wanted = chosen(flag, environment).toAbsolutePath().normalize();
        Path above = wanted.getParent();
        if (above == null) {
            throw new Refused(
                    Exit.USAGE,
                    "home.unsafe",
                    "the home cannot be /",
                    "choose a folder: --home DIR");
        }
        int socket =
                wanted.resolve("daemon.sock").toString().getBytes(StandardCharsets.UTF_8).length;
        if (socket > LONGEST_SOCKET) {
            throw new Refused(
                    Exit.USAGE,
                    "home.socket-path",
                    "the socket's path would have "
                            + socket
                            + " bytes, over "
                            + LONGEST_SOCKET
                            + ": "
                            + wanted.resolve("daemon.sock"),
                    "choose a shorter home: --home DIR");
        }
        makeParents(wanted);
        Ownership.requireSafeAbove(wanted);
        boolean root = Ownership.ourUid() == 0;
        // Lock, ledger and sandbox all name paths below it: what they name is the real one.
        Home home = new Home(above.toRealPath().resolve(above.relativize(wanted)));
        make(home.folder, root ? PASSABLE : PRIVATE);
        make(home.store(), READABLE);
        make(home.rehearsed(), READABLE);
        for (Path inner :
                new Path[] {
                    home.ledger(),
                    home.keys(),
                    home.secrets(),
                    home.ca(),
                    home.run(),
                    home.uploads(),
                    home.logs(),
                    home.accepted()
                }) {
            make(inner, PRIVATE);
        }
        return home;
    }

    /**
     * Refuses (exit 7) a root daemon's home whose store the uids of servers cannot reach: each
     * folder above it must let others pass.
     */
    public void requireReachable() throws Refused, IOException {
        if (Ownership.ourUid() != 0) {
            return;
        }
        for (Path above = folder; above != null; above = above.getParent()) {
            if (!letsOthersPass(above)) {
                throw new Refused(
                        Exit.PREREQUISITE,
                        "home.unreachable",
                        "servers run as uids of their own, which cannot pass through " + above,
                        "choose another home: --home "
                                + ROOT_HOME
                                + " (or let others pass: chmod o+x)");
            }
        }
    }

    private static Path chosen(@Nullable String flag, Map<String, String> environment)
            throws Refused, IOException {
        if (flag != null && !flag.isEmpty()) {
            return Path.of(flag);
        }
        String own = environment.getOrDefault("STOPLOCK_HOME", "");
        if (!own.isEmpty()) {
            return absolute("STOPLOCK_HOME", own);
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // The XDG Base Directory Specification: relative paths are to be ignored.
        if (state.startsWith("/")) {
            return Path.of(state, "stoplock");
        }
        String user = environment.getOrDefault("HOME", "");
        if (user.isEmpty()) {
            throw new Refused(
                    Exit.USAGE,
                    "home.unknown",
                    "neither HOME nor STOPLOCK_HOME is set",
                    "name a folder: --home DIR");
        }
        Path folder = absolute("HOME", user);
        // decision 0009: root's own folder is mostly closed to the uids that servers run as
        return Ownership.ourUid() == 0 && !letsOthersPass(folder)
                ? ROOT_HOME
                : folder.resolve(".local/state/stoplock");
    }

    private static boolean letsOthersPass(Path folder) throws IOException {
        return !Files.isDirectory(folder)
                || Files.getPosixFilePermissions(folder)
                        .contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    private static Path absolute(String name, String value) throws Refused {
        if (!value.startsWith("/")) {
            throw new Refused(
                    Exit.USAGE,
                    "home.unknown",
                    name + " is not an absolute path",
                    "name a folder: --home DIR");
        }
        return Path.of(value);
    }

    private static void makeParents(Path wanted) throws Refused, IOException {
        Path existing = wanted.getParent();
        while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (existing != null) {
            Ownership.requireSafeAbove(existing.resolve("x"));
        }
        Path parent = wanted.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent,
                    PosixFilePermissions.asFileAttribute(
                            Ownership.ourUid() == 0 ? PASSABLE : PRIVATE));
        }
    }

    private static void make(Path folder, Set<PosixFilePermission> mode)
            throws Refused, IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            Ownership.requireOurs(folder);
        }
        if (!Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(mode)) {
            Files.setPosixFilePermissions(folder, mode);
        }
    }

    /** Trees and interpreters, readable by the servers' users. */
    public Path store() {
        return folder.resolve("store");
    }

    public Path ledger() {
        return folder.resolve("ledger");
    }

    public Path keys() {
        return folder.resolve("keys");
    }

    public Path secrets() {
        return folder.resolve("secrets");
    }

    public Path ca() {
        return folder.resolve("ca");
    }

    /** What everybody may read of the CA: its certificate as servers in Java take it. */
    public Path trust() {
        return folder.resolve("trust");
    }

    /** Where the bodies of long uploads lie while they are under way, without names. */
    public Path uploads() {
        return folder.resolve("uploads");
    }

    /** Files that a rehearsal makes for servers to read, readable by the servers' users. */
    public Path rehearsed() {
        return folder.resolve("rehearsed");
    }

    public Path run() {
        return folder.resolve("run");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    /** What was accepted here, one small file per server and lockfile. */
    public Path accepted() {
        return folder.resolve("accepted");
    }

    /** What was played and measured: a folder per case and in it one per run, for looking at. */
    public Path cases() {
        return folder.resolve("cases");
    }

    public Path socket() {
        return folder.resolve("daemon.sock");
    }

    /** Held by the one daemon of this home. */
    public Path lockFile() {
        return folder.resolve("daemon.lock");
    }

    /** Waits until no daemon holds this home: its ledger is signed and closed, or it is dead. */
    public void awaitGateGone() throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.READ);
                FileLock free = channel.lock(0, Long.MAX_VALUE, true)) {
            if (!free.isValid()) {
                throw new IOException("the daemon's lock cannot be read");
            }
        }
    }

    public Path configFile() {
        return folder.resolve("stoplock.yaml");
    }
}
