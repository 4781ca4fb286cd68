package dev.stoplock.lab.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has to be denied under each contract follows from what was done to the request. */
class HoldingTest {

    static java.util.stream.Stream<Arguments> subjects() {
        return GeneratorTest.subjects();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void what_the_default_contract_denies_a_learned_one_denies_too(
            Subject subject, List<Recording> recordings) {
        for (Trial trial : new Generator(subject, recordings, Holding.LEARNED, 3).round()) {
            boolean twin = trial.expected() == Expected.SAME;
            assertThat(Holding.DEFAULT.denies(trial))
                    .as(trial.label())
                    .isEqualTo(trial.expected().mustBeDenied());
            assertThat(Holding.LEARNED.denies(trial) || Unlearned.reason(trial) != null)
                    .as(trial.label())
                    .isEqualTo(!twin);
            if (trial.expected().mustBeDenied()) {
                assertThat(Holding.LEARNED.denies(trial)).as(trial.label()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void few_changes_are_excused_and_none_that_puts_something_there(
            Subject subject, List<Recording> recordings) {
        List<Trial> round = new Generator(subject, recordings, Holding.LEARNED, 3).round();
        List<Trial> excused =
                round.stream().filter(trial -> Unlearned.reason(trial) != null).toList();

        assertThat(excused).hasSizeLessThan(round.size() / 50);
        assertThat(excused)
                .allSatisfy(trial ->
                        assertThat(
                                        trial.place().kind() == Place.Kind.ADDRESS
                                                || trial.place().kind() == Place.Kind.CREDENTIAL)
                                .as(trial.label())
                                .isTrue());
    }

    @Test
    void what_is_asked_once_is_sent_twice_where_a_contract_says_how_often() {
        Subject subject = Subject.of("server-github");

        assertThat(new Generator(subject, Recorded.ofGithub(), Holding.LEARNED, 3).round())
                .extracting(Trial::variant)
                .contains("the same twice in turn", "left out");
        assertThat(new Generator(subject, Recorded.ofGithub(), 3).round())
                .extracting(Trial::variant)
                .doesNotContain("the same twice in turn", "left out");
    }
}
