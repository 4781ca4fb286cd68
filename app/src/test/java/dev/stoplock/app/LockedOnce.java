package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.AcceptedEntries;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.Lockfiles;
import dev.stoplock.gate.ledger.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code stoplock add} makes of the hostile server, made once for all tests of a JVM: the
 * files of its store, and its entry. Npm takes seconds for it, and it is the same each time.
 */
record LockedOnce(Path store, LockEntry entry) {

    private static final class Made {
        static final LockedOnce HOSTILE = make();
    }

    /** Runs the real command the first time it is asked. */
    static LockedOnce hostile() {
        return Made.HOSTILE;
    }

    private static LockedOnce make() {
        try (Rig rig = Rig.bare()) {
            Rig.Ran added = rig.add("1.0.15", Rig.SERVER);
            assertThat(added.exit()).as(added.toString()).isZero();
            Path kept =
                    Path.of("target", "locked-" + System.getProperty("surefire.forkNumber", "0"))
                            .toAbsolutePath();
            if (Files.exists(kept)) {
                Rig.remove(kept);
            }
            copy(rig.home.resolve("store"), kept);
            LockEntry entry = Lockfiles.read(rig.lockfile()).entry(new ServerName(Rig.SERVER));
            return new LockedOnce(kept, Objects.requireNonNull(entry));
        } catch (Exception e) {
            throw new AssertionError("the hostile server could not be locked", e);
        }
    }

    /** Puts the files into a rig's store, and has its home accept the entry under these names. */
    void into(Rig rig, String... names) throws Exception {
        Home home = Home.resolve(rig.home.toString(), Map.of());
        copy(store.resolve("."), home.store());
        try (Ledger ledger =
                Ledger.open(
                        home.ledger(), home.keys(), "stoplock.local/ledger", Clock.systemUTC())) {
            AcceptedEntries entries = new AcceptedEntries(home, ledger);
            for (String name : names) {
                entries.accept(named(name), rig.lockfile(), false);
            }
        }
    }

    private LockEntry named(String name) {
        return new LockEntry(
                new ServerName(name),
                entry.ref(),
                entry.closure(),
                entry.grant(),
                entry.acceptedDestinations(),
                entry.review());
    }

    private static void copy(Path from, Path to) throws Exception {
        Process copying = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
        assertThat(copying.waitFor()).as("cp -a " + from + " " + to).isZero();
    }
}
