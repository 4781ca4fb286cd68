package dev.stoplock.gate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
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
        "7d, 2026-11-15T14:00:00Z",
        "13:00, 2026-11-22T13:00:00Z",
        "23:30, 2026-11-21T23:30:00Z",
        "2026-11-20, 2026-11-20T00:00:00Z",
        "2026-11-20T10:00, 2026-11-20T10:00:00Z"
    })
    void aMomentALocalTimeOrADurationBackFromNow(String text, Instant expected) {
        assertThat(Moment.parse(text, NOW, ZoneOffset.UTC)).isEqualTo(expected);
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
                "25:00",
                "3x",
                "١h",
                "1h ",
                "2026-13-01T00:00:00Z"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Moment.parse(text, NOW, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a time: expected");
    }
}
