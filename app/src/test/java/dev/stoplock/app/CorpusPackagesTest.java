package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.lab.corpus.CorpusCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The published corpus whole: its exchanges, and its packages in real sandboxes behind a real gate.
 */
class CorpusPackagesTest {

    @Tag("full")
    @Test
    void each_package_gets_the_verdict_that_its_case_says() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Path attacks =
                Objects.requireNonNull(Path.of("").toAbsolutePath().getParent())
                        .resolve("lab/attacks");
        int code =
                CorpusCommand.run(
                        List.of(attacks.toString()),
                        Rig.program(),
                        System.getenv(),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8));
        String said = out.toString(UTF_8);
        assertThat(said.lines().filter(line -> line.endsWith(" WRONG"))).isEmpty();
        assertThat(code).as(err.toString(UTF_8)).isZero();
        assertThat(said.lines().filter(line -> line.matches(".* 1 call send · .* ok")))
                .hasSizeGreaterThanOrEqualTo(9);
    }
}
