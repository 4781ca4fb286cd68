package dev.stoplock.gate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.port.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashTest {

    @TempDir Path directory;
    private Path home;

    @BeforeEach
    void choose() {
        home = directory.resolve("home");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 700, 6_000})
    void aKilledProcessLosesNothingThatItAcknowledged(int acknowledgements) throws Exception {
        List<String> said = new ArrayList<>();
        Process child = child("");
        try (BufferedReader out = child.inputReader()) {
            while (said.size() < acknowledgements) {
                said.add(line(out));
            }
            assertThatThrownBy(() -> Samples.open(home))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("ledger.in-use");
            child.toHandle().destroyForcibly(); // SIGKILL, and its output stays readable
            out.lines().filter(rest -> rest.endsWith("x".repeat(500))).forEach(said::add);
        }
        assertThat(child.waitFor()).isEqualTo(128 + 9);
        assertAllThere(said);
    }

    @Test
    void aFailedWriteIsFinalAndNothingAcknowledgedIsLost() throws Exception {
        List<String> said = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Process child =
                child("trap '' XFSZ; ulimit -f 200; "); // no file over 200 KiB: a write to the
        // segment fails half-way
        try (BufferedReader out = child.inputReader()) {
            out.lines()
                    .forEach(line -> (Character.isDigit(line.charAt(0)) ? said : others).add(line));
        }
        child.waitFor();
        assertThat(said).isNotEmpty();
        assertThat(others)
                .hasSize(5)
                .allMatch(line -> line.contains("the ledger refuses everything since a "));
        assertThat(others.getLast()).startsWith("refused: ");
        assertAllThere(said);
    }

    @Test
    void anIncompleteLastFrameIsCutAndTheCutIsRecorded() throws Exception {
        byte[] segment = crashed("one", "two");
        for (int cut : new int[] {1, 5, 40, frameLength(segment) - 1}) {
            Path copy = copy();
            Files.write(
                    copy.resolve("ledger/wal/segment"),
                    Arrays.copyOf(segment, segment.length - cut));
            assertThat(Samples.verify(copy))
                    .isInstanceOfSatisfying(
                            Verification.Good.class,
                            good -> {
                                assertThat(good.segment()).isTrue();
                                assertThat(good.waiting()).isEqualTo(1);
                            });
            Samples.open(copy).close();
            assertThat(Samples.events(copy))
                    .containsExactly(
                            new Event.LedgerOpened(0),
                            Samples.found("one"),
                            new Event.LedgerOpened(frameLength(segment) - cut));
            assertThat(Samples.verify(copy)).isInstanceOf(Verification.Good.class);
        }
    }

    @Test
    void aFrameWhoseEndWasNeverWrittenIsCut() throws Exception {
        byte[] segment = crashed("one", "two");
        Arrays.fill(segment, segment.length - 30, segment.length, (byte) 0);
        Files.write(home.resolve("ledger/wal/segment"), Arrays.copyOf(segment, segment.length));
        Samples.open(home).close();
        assertThat(Samples.events(home))
                .contains(Samples.found("one"))
                .doesNotContain(Samples.found("two"));
    }

    @Test
    void anyOtherDamageToTheSegmentIsRefused() throws Exception {
        byte[] segment = crashed("one", "two");
        for (int at = 0; at < segment.length; at++) {
            byte[] damaged = segment.clone();
            damaged[at] ^= 0x14;
            Files.write(home.resolve("ledger/wal/segment"), damaged);
            assertThatThrownBy(() -> Samples.open(home))
                    .as("byte %d", at)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining(
                            "damaged at byte "
                                    + (at < frameLength(segment) ? 0 : frameLength(segment)));
        }
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Bad.class);
        Files.write(home.resolve("ledger/wal/segment"), segment);
        Samples.open(home).close();
        assertThat(Samples.events(home)).contains(Samples.found("one"), Samples.found("two"));
    }

    @Test
    void aSegmentThatIsNewerThanTheLogIsRefusedAndSaidToBe() throws Exception {
        byte[] segment = crashed("one", "two");
        byte[] later = Arrays.copyOfRange(segment, frameLength(segment), segment.length);
        Files.write(home.resolve("ledger/wal/segment"), later);
        assertThatThrownBy(() -> Samples.open(home))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the write-ahead segment is newer than the log");
    }

    @Test
    void aCrashBetweenCheckpointAndEmptyingTheSegmentRepeatsNothing() throws Exception {
        byte[] segment = crashed("one", "two");
        Samples.open(home).close();
        List<Event> events = Samples.events(home);
        Files.write(home.resolve("ledger/wal/segment"), segment);
        assertThatThrownBy(() -> Samples.open(home))
                .hasMessageContaining("the log is newer than the write-ahead segment");

        Path other = home.resolveSibling("other");
        home = other;
        try (Ledger ledger = Samples.open(home)) {
            ledger.append(Samples.found("three"));
            segment = Files.readAllBytes(home.resolve("ledger/wal/segment"));
            ledger.checkpoint();
            copyTo(home, directory.resolve("stopped"));
        }
        Path stopped = directory.resolve("stopped");
        Files.write(stopped.resolve("ledger/wal/segment"), segment);
        Samples.open(stopped).close();
        assertThat(Samples.events(stopped))
                .containsExactly(
                        new Event.LedgerOpened(0),
                        Samples.found("three"),
                        new Event.LedgerOpened(0));
        assertThat(events).hasSize(4);
    }

    @Test
    void aCrashBetweenTilesAndCheckpointLeavesNoStaleTile() throws Exception {
        crashed("one", "two");
        Path folder = home.resolve("ledger/log/tile/entries/000.p");
        Files.write(folder.resolve("9"), new byte[] {1});
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
        Samples.open(home).close();
        assertThat(folder.resolve("9")).doesNotExist();
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    /**
     * Leaves in {@code home} what a process leaves that was killed after these two records; the
     * result is its segment.
     */
    private byte[] crashed(String... sentences) throws Exception {
        for (int attempt = 0; ; attempt++) {
            Path living = directory.resolve("living" + attempt);
            home = directory.resolve("crashed" + attempt);
            try (Ledger ledger = Samples.open(living)) {
                for (String sentence : sentences) {
                    ledger.append(Samples.found(sentence));
                }
                copyTo(living, home);
            }
            Path segment = home.resolve("ledger/wal/segment");
            // the checkpoint that comes once a second may have fallen in between: then there is
            // less to lose, and it is done again
            if (WriteAhead.read(segment) instanceof WriteAhead.Segment.Whole whole
                    && whole.first() == 1
                    && whole.entries().size() == sentences.length) {
                return Files.readAllBytes(segment);
            }
        }
    }

    private static int frameLength(byte[] segment) {
        return 16 + java.nio.ByteBuffer.wrap(segment).getInt(0) + 5;
    }

    private Path copy() throws IOException {
        Path copy = Files.createTempDirectory(directory, "copy").resolve("home");
        copyTo(home, copy);
        return copy;
    }

    private static void copyTo(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(
                                file,
                                to.resolve(from.relativize(file).toString()),
                                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void assertAllThere(List<String> said) throws Exception {
        Samples.open(home).close();
        List<AuditRecord> records = Samples.reader(home).records();
        for (String line : said) {
            int index = Integer.parseInt(line.substring(0, line.indexOf(':')));
            assertThat(records.get(index).event())
                    .isEqualTo(Samples.found(line.substring(line.indexOf(':') + 1)));
        }
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    private Process child(String before) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "bash",
                        "-c",
                        before + "exec \"$0\" \"$@\"",
                        java,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendUntilKilled.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String line(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).as("the child ended early").isNotNull();
        return line;
    }
}
