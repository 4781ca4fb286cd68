package dev.stoplock.gate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log as an independent implementation reads it: Go's {@code sumdb/note} and {@code sumdb/tlog}
 * from Debian's packages.
 */
class GoVerifierTest {

    private static final Path LIBRARY =
            Path.of("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    private static final String REMEDY =
            "install the independent verifier: apt-get install golang-go golang-golang-x-mod-dev";

    @TempDir static Path built;
    @TempDir Path home;

    private record Ended(int code, String said) {}

    @BeforeAll
    static void build() throws Exception {
        assertThat(LIBRARY).as(REMEDY).isDirectory();
        Path source = Path.of("src/test/go/verify.go").toAbsolutePath();
        Ended build =
                run(
                        List.of(
                                go(),
                                "build",
                                "-o",
                                built.resolve("verify").toString(),
                                source.toString()));
        assertThat(build.code()).as(build.said()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 600})
    void itAcceptsTheSignatureEveryRecordAndTheGrowthOfAGoodLog(int size) throws Exception {
        Samples.closedLedger(home, size);
        Ended ended = verify();
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).startsWith("good: " + size + " records");
    }

    @Test
    void itRejectsALogInWhichOneByteOfAnyFileIsFlipped() throws Exception {
        Samples.closedLedger(home, 300);
        for (Path file : Samples.files(home.resolve("ledger/log"))) {
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            flipped[whole.length / 3] ^= 1;
            Files.write(file, flipped);
            assertThat(verify().code()).as(file.toString()).isEqualTo(1);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            assertThat(verify().code()).as(file.toString()).isEqualTo(1);
            Files.write(file, whole);
        }
        assertThat(verify().code()).isZero();
    }

    private Ended verify() throws Exception {
        return run(
                List.of(
                        built.resolve("verify").toString(),
                        home.resolve("ledger/log").toString(),
                        home.resolve("keys/ledger.vkey").toString()));
    }

    private static String go() {
        List<Path> places = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            places.add(Path.of(folder, "go"));
        }
        places.add(Path.of("/usr/lib/go/bin/go"));
        return places.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no go was found: " + REMEDY))
                .toString();
    }

    private static Ended run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.remove("GOFLAGS");
        environment.putAll(
                Map.of(
                        "GO111MODULE", "off",
                        "GOPATH", "/usr/share/gocode",
                        "GOTOOLCHAIN", "local",
                        "GOCACHE", Path.of("target/go-cache").toAbsolutePath().toString()));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
