package dev.stoplock.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of durations is true of them. */
final class SamplesTest {

    private static final long MILLI = 1_000_000;

    @Test
    void aShareIsTheSmallestDurationThatThatShareDoesNotExceed() {
        Samples samples =
                Samples.of(
                        List.of(new long[] {4 * MILLI, 2 * MILLI}, new long[] {3 * MILLI, MILLI}),
                        2_000 * MILLI);

        assertThat(samples.count()).isEqualTo(4);
        assertThat(samples.millis(0.5)).isEqualTo(2);
        assertThat(samples.millis(0.51)).isEqualTo(3);
        assertThat(samples.millis(0.99)).isEqualTo(4);
        assertThat(samples.least()).isEqualTo(1);
        assertThat(samples.most()).isEqualTo(4);
        assertThat(samples.perSecond()).isEqualTo(2);
    }

    @Test
    void nothingMeasuredIsNoFigure() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.of(List.of(new long[0]), MILLI));
    }

    @Test
    void aSmallRatioIsAFraction() {
        assertThat(Table.ratio(3, 4)).isEqualTo("0.75");
        assertThat(Table.ratio(1, 250)).isEqualTo("1/250");
    }

    @Test
    void columnsStandUnderEachOther() {
        assertThat(new Table("what", "a").row("x", Table.number(1234)).row("long name", "1"))
                .hasToString("what           a\nx          1,234\nlong name      1\n");
    }
}
