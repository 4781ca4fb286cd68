package dev.stoplock.gate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --since} takes. */
final class MomentTest {

    private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T13:30:00Z, 2026-11-22T13:30:00Z",
        "2026-11-22T13:30:00.25+02:00, 2026-11-22T11:30:00.250Z",
        "90s, 2026-11-22T13:58:30Z",
        "30m, 2026-11-22T13:30:00Z",
        "24h, 2026-11-21T14:00:00Z",
        "7d, 2026-11-15T14:00:00Z"
    })
    void aMomentOrADurationBackFromNow(String text, Instant expected) {
        assertThat(Moment.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "24",
                "1w",
                "-1h",
                "9999999d",
                "yesterday",
                "2026-11-22",
                "2026-11-22T14:00",
                "١h",
                "1h ",
                "2026-13-01T00:00:00Z"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Moment.parse(text, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a time: expected");
    }
}
