package dev.stoplock.gate.config;

import dev.stoplock.core.lock.EntryDigest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The entries that this home accepted: each acceptance is on record before a file changes. */
public final class AcceptedEntries implements Entries {

    private final Home home;
    private final Lockfiles lockfiles;
    private final Recorder recorder;

    /** Guards the files an acceptance changes, so that two never interleave. */
    private final ReentrantLock lock = new ReentrantLock();

    public AcceptedEntries(Home home, Recorder recorder) {
        this.home = home;
        this.lockfiles = new Lockfiles(home);
        this.recorder = recorder;
    }

    @Override
    public Current current(ServerName server, @Nullable Path lockfile) throws Refused {
        try {
            Lockfiles.Located located = lockfiles.find(server, lockfile);
            LockEntry entry = located.entry();
            HomeConfig config = HomeConfig.read(home.configFile());
            ServerSettings settings = config.server(server);
            Grant holds = entry.grant().intersect(settings.grant());
            for (FileGrant file : holds.files()) {
                requireNotOurs(file);
            }
            requireDeclared(server, entry.contracts().rules(), config.rules().keySet());
            ServerPolicy policy =
                    new ServerPolicy(
                            server,
                            holds,
                            entry.acceptedDestinations(),
                            settings.mail(),
                            settings.modes(),
                            settings.limits(),
                            settings.passthrough(),
                            entry.contracts(),
                            settings.promotion(),
                            config.rules());
            return new Current(
                    entry, lockfiles.requireAccepted(located), policy, config.upstream());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void accept(LockEntry entry, Path lockfile, boolean replace)
            throws Refused, IOException {
        lock.lock();
        try {
            LockEntry before = Lockfiles.read(lockfile).entry(entry.server());
            if (before != null && !replace && !isSame(before, entry)) {
                throw new Refused(
                        Refusal.Exit.LOCK,
                        "lock.other-entry",
                        entry.server()
                                + " is locked as "
                                + before.ref()
                                + "; "
                                + entry.ref()
                                + " would replace what was reviewed",
                        "look at what changes, then: stoplock add --replace --why TEXT "
                                + entry.ref());
            }
            String text = HomeConfig.text(home.configFile());
            Grant narrowed =
                    HomeConfig.parse(home.configFile().toString(), text)
                            .server(entry.server())
                            .grant();
            // what a person narrowed here stays narrow, whatever the new entry asks for
            String settings =
                    HomeConfig.withServer(text, entry.server(), entry.grant().narrowedAs(narrowed));
            recorder.append(
                    new Event.EntryAccepted(
                            entry.server(),
                            before == null ? null : before.ref(),
                            entry.ref(),
                            entry.closure().tree(),
                            EntryDigest.of(entry),
                            lockfile.toString(),
                            entry.review()));
            HomeConfig.write(home.configFile(), settings);
            lockfiles.write(lockfile, entry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether two entries say the same of what runs and what it may reach, whoever reviewed them
     * and when.
     */
    private static boolean isSame(LockEntry one, LockEntry other) {
        return one.ref().equals(other.ref())
                && one.closure().equals(other.closure())
                && one.grant().equals(other.grant())
                && one.acceptedDestinations().equals(other.acceptedDestinations())
                && one.contracts().equals(other.contracts());
    }

    /**
     * Threat: a folder that holds the home holds its secrets, and a symbolic link on the way could
     * be turned to it after the grant was made.
     */
    private void requireNotOurs(FileGrant file) throws Refused, IOException {
        Path granted = Path.of(file.path());
        Path own = home.folder().toRealPath();
        boolean there = Files.exists(granted);
        boolean direct = there && granted.toRealPath().equals(granted);
        if (!direct || own.startsWith(granted) || granted.startsWith(own)) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "launch.file",
                    "the server cannot be given "
                            + granted
                            + (there
                                    ? direct
                                            ? ", since the home of the gate lies there"
                                            : ", since a symbolic link leads there"
                                    : ", which is not there"),
                    "name an existing file or folder by its own path under `files` in stoplock.yaml and in the lockfile");
        }
    }

    /** What a contract names must be there: without it the tool's effects would be refused. */
    private static void requireDeclared(ServerName server, Set<String> named, Set<String> declared)
            throws Refused {
        for (String rule : named) {
            if (!declared.contains(rule)) {
                throw new Refused(
                        Refusal.Exit.USAGE,
                        "launch.rule",
                        "the contracts of server "
                                + server
                                + " name the rule \""
                                + rule
                                + "\", which stoplock.yaml does not declare",
                        "declare it under `rules`, or review the server again: stoplock review "
                                + server);
            }
        }
    }

    private static Refused unreadable(IOException e) {
        return new Refused(
                Refusal.Exit.LOCK,
                "lock.unreadable",
                "lockfile or home cannot be read: " + e.getMessage(),
                "check the file's owner and mode");
    }
}
