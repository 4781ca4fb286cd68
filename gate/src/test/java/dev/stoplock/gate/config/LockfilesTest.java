package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.lock.EntryDigest;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockfilesTest {

    @TempDir Path folder;
    private Lockfiles lockfiles;
    private Path lock;

    @BeforeEach
    void home() throws Exception {
        lockfiles = new Lockfiles(Home.resolve(folder.resolve("home").toString(), Map.of()));
        lock = Files.createDirectory(folder.resolve("project")).resolve("stoplock.lock");
    }

    private static LockEntry entry(String name, String version) {
        Digest digest = Digest.sha256(new byte[] {7});
        return new LockEntry(
                new ServerName(name),
                PackageRef.parse("npm:mail@" + version),
                new Closure(
                        digest,
                        new Interpreter("node", "v20.0.0", digest),
                        "node_modules/mail/i.js",
                        List.of()),
                Grant.NONE,
                List.of(),
                new Review("someone", true, "", Instant.EPOCH));
    }

    private String rule(org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
        return catchThrowableOfType(Refused.class, act).refusal().rule().value();
    }

    @Test
    void aWrittenEntryIsFoundAndAcceptedAndOthersStay() throws Exception {
        lockfiles.write(lock, entry("a", "1.0.0"));
        lockfiles.write(lock, entry("b", "1.0.0"));
        lockfiles.write(lock, entry("b", "2.0.0"));
        Lockfiles.Located found = lockfiles.find(new ServerName("b"), null);
        assertThat(found.entry()).isEqualTo(entry("b", "2.0.0"));
        assertThat(lockfiles.requireAccepted(found)).isEqualTo(EntryDigest.of(entry("b", "2.0.0")));
        assertThat(lockfiles.requireAccepted(lockfiles.find(new ServerName("a"), null)))
                .isEqualTo(EntryDigest.of(entry("a", "1.0.0")));
        assertThat(lockfiles.registered()).containsExactly(lock);
        try (var left = Files.list(lock.getParent())) {
            assertThat(left).containsExactly(lock);
        }
    }

    @Test
    void anUnknownNameIsRefusedWithTheCommandThatLocksIt() throws Exception {
        Refused refused =
                catchThrowableOfType(
                        Refused.class, () -> lockfiles.find(new ServerName("a"), null));
        assertThat(refused.refusal().exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.refusal().hint()).contains("stoplock add npm:");
        lockfiles.write(lock, entry("a", "1.0.0"));
        Files.delete(lock);
        assertThat(rule(() -> lockfiles.find(new ServerName("a"), null)))
                .isEqualTo("lock.not-found");
    }

    @Test
    void aLockfileThatChangedByItselfAcceptsNothing() throws Exception {
        lockfiles.write(lock, entry("a", "1.0.0"));
        Files.writeString(lock, Files.readString(lock).replace("mail@1.0.0", "mail@1.0.1"));
        Refused refused =
                catchThrowableOfType(
                        Refused.class,
                        () -> lockfiles.requireAccepted(lockfiles.find(new ServerName("a"), null)));
        assertThat(refused.refusal().rule().value()).isEqualTo("lock.entry-changed");
        assertThat(refused.refusal().exit()).isEqualTo(Exit.LOCK);
        assertThat(refused.refusal().sentence()).contains("npm:mail@1.0.0");
    }

    @Test
    void anEntryBesideAnAcceptedOneIsNotAccepted() throws Exception {
        lockfiles.write(lock, entry("a", "1.0.0"));
        Files.writeString(
                lock,
                dev.stoplock.core.lock.LockfileText.render(
                        Lockfiles.read(lock).with(entry("b", "1.0.0"))));
        assertThat(rule(() -> lockfiles.requireAccepted(lockfiles.find(new ServerName("b"), null))))
                .isEqualTo("lock.entry-changed");
    }

    @Test
    void oneNameInTwoRegisteredLockfilesIsAmbiguousUnlessOneIsNamed() throws Exception {
        Path second = Files.createDirectory(folder.resolve("second")).resolve("stoplock.lock");
        lockfiles.write(lock, entry("a", "1.0.0"));
        lockfiles.write(second, entry("a", "2.0.0"));
        assertThat(rule(() -> lockfiles.find(new ServerName("a"), null)))
                .isEqualTo("lock.ambiguous");
        Lockfiles.Located named = lockfiles.find(new ServerName("a"), second);
        assertThat(named.entry().ref().version()).isEqualTo("2.0.0");
        lockfiles.requireAccepted(named);
        Path copied = Files.copy(second, folder.resolve("copied.lock"));
        assertThat(
                        rule(() ->
                                lockfiles.requireAccepted(
                                        lockfiles.find(new ServerName("a"), copied))))
                .isEqualTo("lock.entry-changed");
    }

    @Test
    void damagedFilesAreRefusedAndAnotherPathToALockfileIsTheSameLockfile() throws Exception {
        lockfiles.write(lock, entry("a", "1.0.0"));
        Path way = Files.createSymbolicLink(folder.resolve("way"), lock.getParent());
        assertThat(lockfiles.find(new ServerName("a"), way.resolve("stoplock.lock")).lockfile())
                .isEqualTo(lock);
        String text = Files.readString(lock);
        Files.writeString(lock, text + "<<<<<<< mine\n");
        assertThat(rule(() -> lockfiles.find(new ServerName("a"), null)))
                .isEqualTo("lock.unreadable");
        Files.writeString(lock, text);
        try (var files = Files.newDirectoryStream(folder.resolve("home/accepted"), "*.json")) {
            for (Path file : files) {
                Files.writeString(file, "{}");
            }
        }
        assertThat(rule(() -> lockfiles.find(new ServerName("a"), null)))
                .isEqualTo("lock.accepted-unreadable");
    }
}
