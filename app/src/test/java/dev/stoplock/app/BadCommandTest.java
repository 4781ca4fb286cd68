package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Commands on a changed store, lockfile, settings or home: refused with the right exit code, one
 * sentence and a hint.
 */
class BadCommandTest {

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static Rig.Ran assertRefused(int exit, String rule, String... words) throws Exception {
        Rig.Ran ran = rig.cli(words);
        assertThat(ran.exit()).as("%s", ran).isEqualTo(exit);
        assertThat(ran.out()).isEmpty();
        List<String> lines =
                ran.err()
                        .lines()
                        .filter(line -> !line.matches("stoplock: (npm|checking) .*"))
                        .toList();
        assertThat(lines).as(ran.err()).hasSize(2);
        assertThat(lines.getFirst()).startsWith("stoplock: " + rule + ": ");
        assertThat(lines.getLast()).startsWith("hint: ").hasSizeGreaterThan(10);
        return ran;
    }

    /** In the tree that the lockfile names: another version may lie in the store beside it. */
    private static Path locked(String name) throws Exception {
        Matcher tree =
                Pattern.compile("tree: \"sha256:([0-9a-f]{64})\"")
                        .matcher(Files.readString(rig.lockfile()));
        assertThat(tree.find()).isTrue();
        try (Stream<Path> all =
                Files.walk(rig.home.resolve("store").resolve("sha256-" + tree.group(1)))) {
            return all.filter(path -> path.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anotherVersionIsNotTakenWithoutSayingReplace() throws Exception {
        String before = Files.readString(rig.lockfile());
        Rig.Ran ran =
                assertRefused(
                        5,
                        "lock.other-entry",
                        "add",
                        "npm:postmark-mcp@1.0.16",
                        "--lock",
                        rig.lockfile().toString());
        assertThat(ran.err()).contains("1.0.15", "1.0.16", "--replace");
        assertThat(Files.readString(rig.lockfile())).isEqualTo(before);
    }

    @Test
    void anEditedFileOfTheStoreIsNamed() throws Exception {
        Path file = locked("index.mjs");
        byte[] good = Files.readAllBytes(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try {
            Files.writeString(
                    file,
                    new String(good, java.nio.charset.StandardCharsets.UTF_8)
                            .replace("'no such op", "'no such OP")
                            .replace("no such method", "no such Method"));
            assertThat(assertRefused(5, "lock.tree-changed", "run", Rig.SERVER).err())
                    .contains("index.mjs");
        } finally {
            Files.write(file, good);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        }
        assertThat(rig.records())
                .anySatisfy(each -> {
                    assertThat(each.path("type").asText()).isEqualTo("refused");
                    assertThat(each.path("rule").asText()).isEqualTo("lock.tree-changed");
                });
    }

    @Test
    void aLockfileEditedByHandAcceptsNothing() throws Exception {
        String good = Files.readString(rig.lockfile());
        Files.writeString(rig.lockfile(), good.replace(Rig.RESEND, "api.collector.example"));
        try {
            assertRefused(5, "lock.entry-changed", "run", Rig.SERVER);
            Files.writeString(rig.lockfile(), good + "nonsense: [\n");
            assertRefused(5, "lock.unreadable", "run", Rig.SERVER);
        } finally {
            Files.writeString(rig.lockfile(), good);
        }
    }

    @Test
    void anUnknownServerIsAUsageError() throws Exception {
        assertRefused(2, "lock.not-found", "run", "nobody");
    }

    @Test
    void oneNameInTwoRegisteredLockfilesIsAmbiguous() throws Exception {
        Path other = rig.folder.resolve("other.lock");
        Path accepted = rig.home.resolve("accepted");
        Rig.Ran added =
                rig.cli(
                        "add",
                        "npm:postmark-mcp@1.0.15",
                        "--name",
                        "twice",
                        "--lock",
                        other.toString(),
                        "--network",
                        Rig.POSTMARK);
        assertThat(added.exit()).as("%s", added).isZero();
        Path third = rig.folder.resolve("third.lock");
        Rig.Ran again =
                rig.cli(
                        "add",
                        "npm:postmark-mcp@1.0.15",
                        "--name",
                        "twice",
                        "--lock",
                        third.toString(),
                        "--network",
                        Rig.POSTMARK);
        if (again.exit() == 0) {
            assertThat(assertRefused(2, "lock.ambiguous", "run", "twice").err()).contains("--lock");
        } else {
            assertThat(again.exit()).as("%s", again).isEqualTo(2);
            assertThat(again.err()).contains("lock.ambiguous", "hint: ");
        }
        assertThat(Files.isDirectory(accepted)).isTrue();
    }

    @Test
    void anUnknownKeyOfTheSettingsIsNamedWithItsLine() throws Exception {
        String good = Files.readString(rig.configFile());
        Files.writeString(rig.configFile(), good + "upstreem: dial\n");
        int line = (int) good.lines().count() + 1;
        try {
            Rig.Ran ran = assertRefused(2, "config.invalid", "run", Rig.SERVER);
            assertThat(ran.err()).contains("stoplock.yaml:" + line, "upstreem", "upstream");
        } finally {
            Files.writeString(rig.configFile(), good);
        }
    }

    @Test
    void aMissingOrReadableSecretIsNamed() throws Exception {
        Path file = rig.home.resolve("secrets/POSTMARK_TOKEN");
        Path aside = rig.folder.resolve("aside");
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        try {
            assertThat(assertRefused(2, "secret.missing", "run", Rig.SERVER).err())
                    .contains("POSTMARK_TOKEN", file.toString());
        } finally {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try {
            assertThat(assertRefused(2, "secret.unsafe-file", "run", Rig.SERVER).err())
                    .contains("POSTMARK_TOKEN", "chmod 600")
                    .doesNotContain(rig.postmarkToken);
        } finally {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void aHomeThatItsGroupCanWriteIsRefused() throws Exception {
        var mode = Files.getPosixFilePermissions(rig.home);
        Files.setPosixFilePermissions(rig.home, PosixFilePermissions.fromString("rwxrwx--x"));
        try {
            assertRefused(2, "home.unsafe", "run", Rig.SERVER);
        } finally {
            Files.setPosixFilePermissions(rig.home, mode);
        }
    }

    @Test
    void aSocketPathThatIsTooLongIsRefused() throws Exception {
        Rig.Ran ran = rig.cliAt(rig.folder.resolve("x".repeat(110)), "log");
        assertThat(ran.exit()).as("%s", ran).isEqualTo(2);
        assertThat(ran.err()).startsWith("stoplock: home.socket-path: ").contains("hint: ");
    }

    @Test
    void wrongUsageIsOneSentenceWithAHint() throws Exception {
        assertRefused(2, "cli.usage", "run");
        assertRefused(2, "cli.usage", "run", Rig.SERVER, "--no-checks");
        assertRefused(2, "cli.usage", "enable-everything");
    }

    @Test
    void aLedgerThatCannotBeWrittenLetsNothingStart() throws Exception {
        try (Rig other = Rig.bare()) {
            other.secret("POSTMARK_TOKEN", other.postmarkToken);
            other.secret("RESEND_API_KEY", other.resendKey);
            Files.createDirectory(
                    other.home.resolve("ledger"),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.writeString(other.home.resolve("ledger/wal"), "in the way\n");
            Rig.Ran ran = other.add("1.0.15", Rig.SERVER);
            assertThat(ran.exit()).as("%s", ran).isIn(1, 6);
            assertThat(ran.err())
                    .containsPattern("stoplock: (ledger|daemon)\\.[a-z-]+: ")
                    .contains("hint: ");
            assertThat(Files.exists(other.lockfile())).isFalse();
        }
    }
}
