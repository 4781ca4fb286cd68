package dev.stoplock.lab.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundTest {

    /** For no hits it is 1 - 0.05^(1/n); for all but one hit 0.95^(1/n). */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.95",
        "0, 59, 0.049507",
        "0, 500, 0.005974",
        "1, 10, 0.394163",
        "4, 5, 0.989794",
        "3, 3, 1"
    })
    void the_bound_is_exact(int hits, int tries, double expected) {
        assertThat(Bound.upper(hits, tries)).isCloseTo(expected, within(0.000_01));
    }
}
