package dev.stoplock.gate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {

    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 600})
    void everyChangeToAnyFileOfTheLogIsFoundAndNamed(int size) throws Exception {
        Samples.closedLedger(home, size);
        Path log = home.resolve("ledger/log");
        assertThat(Samples.verify(home))
                .isInstanceOfSatisfying(
                        Verification.Good.class,
                        good -> {
                            assertThat(good.size()).isEqualTo(size);
                            assertThat(good.segment()).isFalse();
                            assertThat(good.waiting()).isZero();
                        });
        Random random = new Random(size);
        for (Path file : Samples.files(log)) {
            byte[] whole = Files.readAllBytes(file);
            for (int at : places(whole.length, size <= 2, random)) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                assertBad(file, log, "byte " + at + " flipped");
            }
            for (int length : new int[] {0, whole.length / 2, whole.length - 1}) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertBad(file, log, "cut to " + length);
            }
            Files.write(file, Arrays.copyOf(whole, whole.length + 1));
            assertBad(file, log, "one byte added");
            Files.delete(file);
            assertBad(file, log, "removed");
            Files.write(file, whole);
            Path beside = file.resolveSibling(file.getFileName() + "0");
            Files.write(beside, whole);
            assertBad(beside, log, "a file added");
            Files.delete(beside);
        }
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    @Test
    void anErasedBodyIsCountedAndAnAlteredOneIsBad() throws Exception {
        Digest first;
        Digest second;
        try (Ledger ledger = Samples.open(home)) {
            first = ledger.keep(new byte[] {1});
            second = ledger.keep(new byte[] {2});
            ledger.keep(new byte[] {3});
            ledger.append(Samples.callOpened("c-1", first));
            ledger.append(Samples.judged("e-1", false, second));
        }
        Layout layout = new Layout(home.resolve("ledger"));
        assertThat(Samples.verify(home))
                .isInstanceOfSatisfying(
                        Verification.Good.class, g -> assertThat(g.bodiesErased()).isZero());
        Files.delete(layout.body(first));
        assertThat(Samples.verify(home))
                .isInstanceOfSatisfying(
                        Verification.Good.class, g -> assertThat(g.bodiesErased()).isOne());
        byte[] body = Files.readAllBytes(layout.body(second));
        body[body.length - 1] ^= 1;
        Files.write(layout.body(second), body);
        assertThat(Samples.verify(home))
                .isInstanceOfSatisfying(
                        Verification.Bad.class,
                        bad ->
                                assertThat(bad.sentence())
                                        .contains("record 2")
                                        .contains(second.hex())
                                        .contains("altered"));
    }

    @Test
    void aLogSignedByAnotherKeyIsBad() throws Exception {
        Samples.closedLedger(home.resolve("one"), 3);
        Samples.closedLedger(home.resolve("two"), 3);
        assertThat(Verifier.verify(home.resolve("one/ledger"), home.resolve("two/keys")))
                .isEqualTo(
                        new Verification.Bad(
                                "log/checkpoint: the key "
                                        + Samples.ORIGIN
                                        + " has not signed it"));
        assertThat(Verifier.verify(home.resolve("one/ledger"), home.resolve("nowhere")))
                .isInstanceOf(Verification.Bad.class);
        assertThat(Verifier.verify(home.resolve("nowhere"), home.resolve("one/keys")))
                .isEqualTo(new Verification.Bad("log/checkpoint is missing"));
    }

    @Test
    void anOlderStateOfTheLogUnderItsNewerCheckpointIsBad() throws Exception {
        Samples.closedLedger(home, 3);
        Path entries = home.resolve("ledger/log/tile/entries/000.p/3");
        byte[] old = Files.readAllBytes(entries);
        Samples.open(home).close();
        Files.write(home.resolve("ledger/log/tile/entries/000.p/4"), old);
        assertThat(Samples.verify(home))
                .isInstanceOfSatisfying(
                        Verification.Bad.class,
                        bad ->
                                assertThat(bad.sentence())
                                        .contains("record 3")
                                        .contains("3 records instead of 4"));
    }

    private void assertBad(Path file, Path log, String change) throws Exception {
        String name = "log/" + log.relativize(file);
        assertThat(Samples.verify(home))
                .as("%s: %s", name, change)
                .isInstanceOfSatisfying(
                        Verification.Bad.class, bad -> assertThat(bad.sentence()).contains(name));
    }

    private static Iterable<Integer> places(int length, boolean all, Random random) {
        TreeSet<Integer> places = new TreeSet<>();
        for (int i = 0; i < length && (all || i < 1); i++) {
            places.add(i);
        }
        places.add(length - 1);
        for (int i = 0; i < 8; i++) {
            places.add(random.nextInt(length));
        }
        return places;
    }
}
