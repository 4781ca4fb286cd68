package dev.stoplock.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.truth.Setup;
import dev.stoplock.lab.truth.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchesTest {

    @Test
    void whatCanBeSwitchedIsWhatHasASetting() {
        assertThat(Switches.ALL)
                .containsExactly(
                        "pin",
                        "contract",
                        "recipients",
                        "credential",
                        "hosts",
                        "first-seen",
                        "scripts-off");
    }

    @Test
    void allOffIsTheGateWithEverythingOff() throws Refused {
        Switches none = Switches.of("a", Switches.ALL);
        assertThat(none.gated()).isEqualTo(Setup.Gated.OFF);
        assertThat(none.plain()).isEqualTo(new Setup.Plain(List.of()));
        assertThat(none.variant()).isEqualTo(Variant.A);
    }

    @Test
    void oneOffLeavesTheOthersOn() throws Refused {
        Switches switches = Switches.of("B", List.of("pin"));
        assertThat(switches.gated())
                .isInstanceOfSatisfying(
                        Setup.Gated.class,
                        gated -> {
                            assertThat(gated.pinned()).isFalse();
                            assertThat(gated.brokered() && gated.allowlist() && gated.detectors())
                                    .isTrue();
                        });
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> Switches.of("A", List.of("<b>pin</b>")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        no -> assertThat(no.refusal().hint()).contains("pin, contract"));
        assertThatThrownBy(() -> Switches.of("E", List.of())).isInstanceOf(Refused.class);
    }
}
