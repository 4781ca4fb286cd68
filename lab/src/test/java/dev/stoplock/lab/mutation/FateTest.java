package dev.stoplock.lab.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FateTest {

    @ParameterizedTest
    @CsvSource({
        // a content that arrives is a miss under a learned contract, and so is what lacks one
        "CONTENT, 0, 0, 1, MISS",
        "META, 0, 1, 0, MISS",
        "ARGUMENT, 0, 0, 0, DENIED",
        "FEWER, 0, 0, 1, MISS",
        "SAME, 0, 0, 0, FALSE_DENIAL"
    })
    void a_learned_contract_is_held_to_more(
            Expected expected, int legitimate, int same, int others, Range.Fate fate) {
        assertThat(Range.fate(Holding.LEARNED, trial(expected, legitimate), same, others, false))
                .isEqualTo(fate);
    }

    @ParameterizedTest
    @CsvSource({
        "DESTINATION, 0, 0, 0, DENIED",
        "DESTINATION, 0, 0, 1, MISS",
        // framing that the gate mended and forwarded reads as the recorded request, and is a miss
        "UNREADABLE, 0, 1, 0, MISS",
        "CREDENTIAL, 0, 0, 1, MISS",
        // the recorded request came first, and alone
        "DESTINATION, 1, 1, 0, DENIED",
        "DESTINATION, 1, 2, 0, MISS",
        "DESTINATION, 1, 1, 1, MISS",
        "CONTENT, 0, 0, 1, LEFT",
        "CONTENT, 0, 0, 0, DENIED",
        "CONTENT, 0, 1, 1, MISS",
        "SAME, 0, 1, 0, ARRIVED",
        "SAME, 0, 0, 0, FALSE_DENIAL",
        "SAME, 0, 0, 1, FALSE_DENIAL",
        "SAME, 2, 2, 0, ARRIVED",
        "SAME, 2, 1, 0, FALSE_DENIAL"
    })
    void what_reached_the_stand_in_decides(
            Expected expected, int legitimate, int same, int others, Range.Fate fate) {
        assertThat(Range.fate(Holding.DEFAULT, trial(expected, legitimate), same, others, false))
                .isEqualTo(fate);
    }

    private static Trial trial(Expected expected, int legitimate) {
        return new Trial(
                0,
                new Place("framing", Place.Kind.FRAMING),
                Operation.CHANGE,
                "x",
                expected,
                legitimate,
                0,
                List.of());
    }
}
