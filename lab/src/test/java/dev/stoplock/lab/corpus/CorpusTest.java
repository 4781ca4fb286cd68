package dev.stoplock.lab.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(account.cases()).isGreaterThan(45);
        assertThat(account.attacks()).isGreaterThan(340);
        assertThat(account.honest()).isGreaterThan(340);
    }

    @Test
    void without_the_rules_most_attacks_are_let_go() throws Exception {
        Modes open = Modes.ENFORCE;
        for (RuleGroup group : RuleGroup.values()) {
            open = group == RuleGroup.ALWAYS ? open : open.with(group, Mode.OPEN);
        }
        List<Case> cases = new ArrayList<>();
        for (Case each : Corpus.read(ATTACKS).cases()) {
            ServerPolicy policy = each.policy();
            cases.add(
                    new Case(
                            each.name(),
                            each.title(),
                            new ServerPolicy(
                                    policy.server(),
                                    policy.grant(),
                                    policy.acceptedDestinations(),
                                    policy.mail(),
                                    open),
                            each.placeholders(),
                            each.contracts(),
                            each.plays()));
        }
        Account account =
                new Account(cases.size(), CorpusCommand.exchanges(new Corpus(ATTACKS, cases)));
        assertThat(account.misses()).isGreaterThan(account.attacks() * 2 / 3);
        assertThat(account.falseDenials()).isZero();
    }

    @Test
    void the_case_that_the_page_shows_can_be_played(@TempDir Path folder) throws Exception {
        String page = Files.readString(ATTACKS.resolve("../../docs/CORPUS.md"));
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        Files.writeString(
                folder.resolve(CaseFile.NAME), page.substring(from, page.indexOf("```", from)));
        Path copies = ATTACKS.resolve("constant-copy");
        Files.copy(copies.resolve("postmark-bcc.http.txt"), folder.resolve("copy.http.txt"));
        Files.copy(copies.resolve("postmark-plain.http.txt"), folder.resolve("plain.http.txt"));
        assertThat(CorpusCommand.exchanges(Corpus.read(folder)))
                .hasSize(2)
                .allMatch(Result::isRight);
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
