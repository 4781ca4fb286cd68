package dev.stoplock.lab.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published corpus: each exchange in it gets the verdict that its case says it must get. */
class CorpusTest {

    private static final Path ATTACKS =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("lab/attacks");

    @Test
    void each_exchange_gets_the_verdict_that_its_case_says() throws Exception {
        Corpus corpus = Corpus.read(ATTACKS);
        Account account = new Account(corpus.cases().size(), CorpusCommand.exchanges(corpus));
        System.out.println("corpus: " + String.join("; ", account.summary()));
        assertThat(account.results().stream().filter(each -> !each.isRight()).map(Result::line))
                .isEmpty();
        assertThat(account.misses()).isZero();
        assertThat(account.falseDenials()).isZero();
        assertThat(account.cases()).isGreaterThan(40);
        assertThat(account.attacks()).isGreaterThan(300);
        assertThat(account.honest()).isGreaterThan(300);
    }

    @Test
    void each_case_has_attacks_and_their_twins_side_by_side() throws Exception {
        for (Case each : Corpus.read(ATTACKS).cases()) {
            assertThat(each.plays().stream().map(Play::side))
                    .as(each.name())
                    .contains(Play.Side.ATTACK, Play.Side.TWIN);
        }
    }

    @Test
    void each_case_says_what_it_is_about_and_holds_no_file_that_is_not_played() throws Exception {
        for (Case each : Corpus.read(ATTACKS).cases()) {
            Path folder = ATTACKS.resolve(each.name());
            List<String> lines = Files.readAllLines(folder.resolve("README.md"));
            assertThat(lines).as(each.name()).hasSizeBetween(8, 40);
            String yaml = Files.readString(folder.resolve(CaseFile.NAME));
            for (Path file : files(folder)) {
                String name = file.getFileName().toString();
                assertThat(name.matches("README\\.md|case\\.yaml") || yaml.contains(": " + name))
                        .as(each.name() + "/" + name)
                        .isTrue();
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
