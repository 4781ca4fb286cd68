package dev.stoplock.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each benchmark runs as a reader starts it, and writes its table. */
@Timeout(400)
final class LoadTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir private Path results = Path.of("unset");

    @Test
    void egressJudgedRequestsAndLedgerAreMeasured() throws IOException, InterruptedException {
        bench("egress", "judged", "ledger");

        assertThat(results.resolve("egress.txt"))
                .content()
                .contains("machine ", "load ", "fdatasync")
                .containsPattern("32 connections, direct +[0-9]")
                .containsPattern("1 connection, the gate +[0-9]")
                .containsPattern("32 connections, the gate +[0-9]");
        assertThat(results.resolve("judged.txt"))
                .content()
                .containsPattern("direct, kept alive +[0-9]")
                .containsPattern("through the gate +[0-9]")
                .containsPattern("beyond one sync +-?[0-9]")
                .containsPattern("handing over the outcome .* +[0-9]");
        assertThat(results.resolve("ledger.txt"))
                .content()
                .containsPattern("1 producer +[0-9]")
                .containsPattern("64 producers +[0-9]");
    }

    @Test
    @Tag("full")
    void callsAndStartsAreMeasured() throws IOException, InterruptedException {
        bench("calls", "start");

        assertThat(results.resolve("calls.txt"))
                .content()
                .containsPattern("16 at once, direct +[0-9]")
                .containsPattern("16 at once, through the gate +[0-9]");
        assertThat(results.resolve("start.txt"))
                .content()
                .containsPattern("node server +[0-9]")
                .containsPattern("stoplock run, daemon down +[0-9]");
    }

    @Test
    void anUnknownBenchmarkIsRefused() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(ROOT.resolve("stoplock").toString(), "bench", "everything")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(2);
        assertThat(said).contains("usage: stoplock bench calls|egress|judged|start|ledger|all");
    }

    private void bench(String... names) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(ROOT.resolve("stoplock").toString(), "bench"));
        line.addAll(List.of(names));
        line.addAll(List.of("--quick", "--results", results.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroy();
        }
        for (String name : names) {
            assertThat(Files.readString(results.resolve(name + ".txt")))
                    .contains("A QUICK RUN: these figures mean nothing");
        }
    }
}
