package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.gate.ledger.Verification;
import dev.stoplock.gate.ledger.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** After an orderly stop no file of the log can be changed, cut or taken away unseen. */
class LedgerSweepTest {

    private static Rig rig;
    private static List<Path> files;
    private static long seed;

    @BeforeAll
    static void aHomeWithARealHistoryStopped() throws Exception {
        seed = new Random().nextLong();
        System.out.println("LedgerSweepTest seed " + seed);
        rig = Rig.locked(Rig.SERVER);
        McpClient client = rig.run(Rig.SERVER);
        for (int i = 0; i < 40; i++) {
            client.tool(
                    "do",
                    Rig.asking("[{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}]")
                            .put("subject", "Your invoice " + i));
        }
        assertThat(rig.postmark.accepted()).hasSize(40);
        rig.down();
        try (Stream<Path> all = Files.walk(log())) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(3).contains(log().resolve("checkpoint"));
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static Path log() {
        return rig.home.resolve("ledger/log");
    }

    @Test
    void theUntouchedLogIsGood() throws Exception {
        Rig.Ran ran = rig.cli("verify", "--json");
        assertThat(ran.exit()).as(ran.toString()).isZero();
        assertThat(Rig.JSON.readTree(ran.out()).path("ok").asBoolean()).isTrue();
        assertThat(Rig.JSON.readTree(ran.out()).path("size").asInt()).isGreaterThan(200);
    }

    @Test
    void oneFlippedByteInAnyFileIsFound() throws Exception {
        Random random = new Random(seed);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length);
            bad[at] ^= (byte) (1 + random.nextInt(255));
            rewrite(file, bad);
            assertBad(file, "seed " + seed + ": byte " + at + " of " + file);
            rewrite(file, good);
        }
        assertGood();
    }

    @Test
    void anyTruncatedFileIsFound() throws Exception {
        Random random = new Random(seed + 1);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            for (int length : new int[] {0, random.nextInt(good.length), good.length - 1}) {
                rewrite(file, Arrays.copyOf(good, length));
                assertBad(
                        file,
                        "seed " + seed + ": " + file + " cut to " + length + " of " + good.length);
            }
            rewrite(file, good);
        }
        assertGood();
    }

    @Test
    void anyRemovedFileIsFound() throws Exception {
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            Files.delete(file);
            assertBad(file, file + " removed");
            Files.write(file, good);
        }
        assertGood();
    }

    @Test
    void theCommandExitsSixAndNamesWhatIsBadAndZeroAgainWhenItIsRestored() throws Exception {
        Path file = files.get(new Random(seed).nextInt(files.size()));
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        rewrite(file, bad);
        assertExitSix(file);
        Files.delete(file);
        assertExitSix(file);
        Files.write(file, good);
        Rig.Ran ran = rig.cli("verify");
        assertThat(ran.exit()).as(ran.toString()).isZero();
    }

    private static void assertExitSix(Path file) throws Exception {
        Rig.Ran ran = rig.cli("verify");
        assertThat(ran.exit()).as("%s %s", file, ran).isEqualTo(6);
        assertThat(ran.err()).startsWith("stoplock: ledger.altered: ").contains("hint: ");
        assertThat(names(ran.err(), file)).as(ran.err()).isTrue();
    }

    private static void assertBad(Path file, String what) throws Exception {
        Verification found = Verifier.verify(rig.home.resolve("ledger"), rig.home.resolve("keys"));
        assertThat(found).as(what).isInstanceOf(Verification.Bad.class);
        if (found instanceof Verification.Bad(String sentence)) {
            assertThat(names(sentence, file)).as("%s: %s", what, sentence).isTrue();
        }
    }

    private static boolean names(String sentence, Path file) {
        return sentence.contains(file.getFileName().toString())
                || sentence.matches("(?s).*\\brecord \\d+\\b.*");
    }

    private static void assertGood() throws Exception {
        assertThat(Verifier.verify(rig.home.resolve("ledger"), rig.home.resolve("keys")))
                .isInstanceOf(Verification.Good.class);
    }

    private static void rewrite(Path file, byte[] bytes) throws Exception {
        Files.write(file, bytes);
    }
}
