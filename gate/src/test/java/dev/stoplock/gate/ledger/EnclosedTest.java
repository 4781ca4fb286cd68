package dev.stoplock.gate.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that become durable with the record that names them. */
class EnclosedTest {

    private static final byte[] BODY = "to a person".getBytes(UTF_8);

    @TempDir Path directory;
    private Path home;

    @BeforeEach
    void choose() {
        home = directory.resolve("home");
    }

    private static Digest enclosed(Ledger ledger, String call, byte[] body) throws IOException {
        Enclosed kept = ledger.enclose(body);
        ledger.append(List.of(Samples.callOpened(call, kept.digest())), List.of(kept));
        return kept.digest();
    }

    private static void assertThere(Path home, Digest digest, byte[] body) throws IOException {
        assertThat(Bodies.of(home.resolve("ledger")).read(digest))
                .isInstanceOfSatisfying(
                        Bodies.Body.Present.class,
                        there -> assertThat(there.bytes()).isEqualTo(body));
    }

    private static Path file(Path home, Digest digest) {
        return new Layout(home.resolve("ledger")).body(digest);
    }

    private static Path segment(Path home) {
        return home.resolve("ledger/wal/segment");
    }

    @Test
    void eachIsThereOnceItsRecordIsAppendedAndAfterAnOrderlyStop() throws Exception {
        List<Digest> kept = new ArrayList<>();
        try (Ledger ledger = Samples.open(home)) {
            for (int i = 0; i < 300; i++) {
                kept.add(enclosed(ledger, "c-" + i, ("body " + i).getBytes(UTF_8)));
                assertThere(home, kept.getLast(), ("body " + i).getBytes(UTF_8));
            }
        }
        assertThat(segment(home)).doesNotExist();
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
        for (int i = 0; i < 300; i++) {
            assertThere(home, kept.get(i), ("body " + i).getBytes(UTF_8));
        }
    }

    @Test
    void aBodyTooLongToBeWrittenTwiceIsDurableAtOnce() throws Exception {
        byte[] longer = new byte[(64 << 10) + 1];
        try (Ledger ledger = Samples.open(home)) {
            Enclosed kept = ledger.enclose(longer);
            assertThat(kept.bytes()).isEmpty();
            assertThere(home, kept.digest(), longer);
            ledger.append(List.of(Samples.callOpened("c-1", kept.digest())), List.of(kept));
        }
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    @Test
    void recordsAppendedTogetherFollowOneAnotherAndTheFirstIndexIsGiven() throws Exception {
        try (Ledger ledger = Samples.open(home)) {
            assertThat(
                            ledger.append(
                                    List.of(
                                            Samples.found("one"),
                                            Samples.found("two"),
                                            Samples.found("three")),
                                    List.of()))
                    .isEqualTo(1);
            assertThat(ledger.append(Samples.found("four"))).isEqualTo(4);
        }
        assertThat(Samples.events(home))
                .containsSubsequence(
                        Samples.found("one"),
                        Samples.found("two"),
                        Samples.found("three"),
                        Samples.found("four"));
    }

    /** A copy of the files, taken while the ledger is open, is what a power cut leaves. */
    @Test
    void whatNobodyWaitedForIsDurableBeforeWhatIsAppendedAfterIt() throws Exception {
        Path cut = directory.resolve("cut");
        List<Digest> kept = new ArrayList<>();
        try (Ledger ledger = Samples.open(home)) {
            for (int i = 0; i < 50; i++) {
                Enclosed body = ledger.enclose(("body " + i).getBytes(UTF_8));
                kept.add(body.digest());
                ledger.enqueue(List.of(Samples.callOpened("c-" + i, body.digest())), List.of(body));
            }
            assertThat(ledger.append(Samples.found("the answer"))).isEqualTo(51);
            copyTo(home, cut);
        }
        Samples.open(cut).close();
        assertThat(opened(cut)).hasSize(50).last().isEqualTo("c-49");
        for (int i = 0; i < 50; i++) {
            assertThere(cut, kept.get(i), ("body " + i).getBytes(UTF_8));
        }
        assertThat(Samples.verify(cut)).isInstanceOf(Verification.Good.class);
    }

    @Test
    void whereWhatNobodyWaitedForFailsNothingIsAppendedAnyMore() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        InstantSource breaking =
                () -> {
                    if (stopped.get()) {
                        throw new IllegalStateException("the clock stopped");
                    }
                    return Samples.CLOCK.instant();
                };
        Path ledgerFolder = home.resolve("ledger");
        List<String> told = new CopyOnWriteArrayList<>();
        try (Ledger ledger =
                Ledger.open(
                        ledgerFolder,
                        home.resolve("keys"),
                        Samples.ORIGIN,
                        breaking.withZone(ZoneOffset.UTC),
                        told::add)) {
            stopped.set(true);
            ledger.enqueue(List.of(Samples.found("an outcome")), List.of());
            assertThatThrownBy(() -> ledger.append(Samples.found("the answer")))
                    .isInstanceOf(IOException.class);
            stopped.set(false);
            assertThatThrownBy(() -> ledger.append(Samples.found("the next answer")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the clock stopped");
            assertThat(told).hasSize(1);
            assertThatThrownBy(ledger::checkpoint).isInstanceOf(IOException.class);
        } catch (IOException closing) {
            assertThat(closing).hasMessageContaining("the clock stopped");
        }
    }

    /** What a power cut leaves of files that were written and not synced. */
    @Test
    void whatAPowerCutDidToTheFileIsMendedFromTheSegment() throws Exception {
        List<Digest> kept = crashed("one", "two", "three");
        Files.delete(file(home, kept.get(0)));
        Files.write(file(home, kept.get(1)), new byte[0]);
        Files.write(file(home, kept.get(2)), new byte[43]);
        assertThat(Samples.verify(home))
                .as("before the next start this is no alteration")
                .isInstanceOf(Verification.Good.class);
        Samples.open(home).close();
        assertThere(home, kept.get(0), "one".getBytes(UTF_8));
        assertThere(home, kept.get(1), "two".getBytes(UTF_8));
        assertThere(home, kept.get(2), "three".getBytes(UTF_8));
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
        Files.write(file(home, kept.get(1)), new byte[43]);
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Bad.class);
    }

    @Test
    void aRecordWhoseBodyIsNotWholeInTheSegmentIsCutWithIt() throws Exception {
        crashed("one", "two");
        byte[] segment = Files.readAllBytes(segment(home));
        for (int cut : new int[] {1, 20, 100}) {
            Path copy = Files.createTempDirectory(directory, "copy").resolve("home");
            copyTo(home, copy);
            Files.write(segment(copy), Arrays.copyOf(segment, segment.length - cut));
            Samples.open(copy).close();
            assertThat(opened(copy)).containsExactly("c-one");
            assertThat(Samples.verify(copy)).isInstanceOf(Verification.Good.class);
        }
    }

    @Test
    void anyOtherDamageToABodyInTheSegmentIsRefused() throws Exception {
        crashed("one", "two");
        byte[] segment = Files.readAllBytes(segment(home));
        for (int at = 0; at < segment.length; at += 5) {
            byte[] damaged = segment.clone();
            damaged[at] ^= 0x14;
            Files.write(segment(home), damaged);
            assertThatThrownBy(() -> Samples.open(home))
                    .as("byte %d", at)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("damaged at byte ");
        }
        Files.write(segment(home), segment);
        Samples.open(home).close();
        assertThat(opened(home)).containsExactly("c-one", "c-two");
    }

    @Test
    void aBodyWhoseFileCannotBeWrittenIsNotRecorded() throws Exception {
        Ledger ledger = Samples.open(home);
        Enclosed kept = ledger.enclose(BODY);
        Files.createDirectory(file(home, kept.digest()));
        assertThatThrownBy(() ->
                        ledger.append(
                                List.of(Samples.callOpened("c-1", kept.digest())), List.of(kept)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ledger.append(Samples.found("after")))
                .hasMessageContaining("refuses everything since a body could not be stored");
        assertThatThrownBy(ledger::close).isInstanceOf(IOException.class);
    }

    @Test
    void anErasedBodyHoldsNothingUp() throws Exception {
        try (Ledger ledger = Samples.open(home)) {
            Digest kept = enclosed(ledger, "c-1", BODY);
            Files.delete(file(home, kept));
            ledger.checkpoint();
            assertThat(Files.size(segment(home))).isZero();
        }
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    private static List<String> opened(Path home) throws Exception {
        return Samples.events(home).stream()
                .filter(Event.CallOpened.class::isInstance)
                .map(each -> ((Event.CallOpened) each).call().value())
                .toList();
    }

    /** Leaves in {@code home} what a process leaves that was killed after recording these. */
    private List<Digest> crashed(String... bodies) throws Exception {
        for (int attempt = 0; ; attempt++) {
            Path living = directory.resolve("living" + attempt);
            home = directory.resolve("crashed" + attempt);
            List<Digest> kept = new ArrayList<>();
            try (Ledger ledger = Samples.open(living)) {
                for (String body : bodies) {
                    kept.add(enclosed(ledger, "c-" + body, body.getBytes(UTF_8)));
                }
                copyTo(living, home);
            }
            // the checkpoint that comes once a second may have fallen in between
            if (WriteAhead.read(segment(home)) instanceof WriteAhead.Segment.Whole whole
                    && whole.bodies().size() == bodies.length) {
                return kept;
            }
        }
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
}
