package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.port.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stoplock.yaml can say about the console. */
final class ConsoleSettingsTest {

    private static ConsoleSettings read(String text) throws Refused {
        return HomeConfig.parse("stoplock.yaml", text).console();
    }

    @Test
    void itIsOnWithAnyFreePortUnlessTheFileSaysOtherwise() throws Refused {
        assertThat(read("")).isEqualTo(new ConsoleSettings(true, 0));
        assertThat(read("registries:\n  npm: http://127.0.0.1:9/\n"))
                .isEqualTo(new ConsoleSettings(true, 0));
        assertThat(read("console:\n  port: 7711\n")).isEqualTo(new ConsoleSettings(true, 7711));
        assertThat(read("console: off\n").on()).isFalse();
        assertThat(read("console: \"off\"\n").on()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "console: maybe\n",
                "console: 7711\n",
                "console: [off]\n",
                "console:\n  port: 80\n",
                "console:\n  port: 65536\n",
                "console:\n  port: 0x1f90\n",
                "console:\n  port: -1\n",
                "console:\n  host: 0.0.0.0\n",
                "console:\n  port: 7711\n  open: true\n"
            })
    void whatItDoesNotUnderstandIsRefusedWithItsLine(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("config.invalid")
                .hasMessageContaining("stoplock.yaml:");
    }
}
