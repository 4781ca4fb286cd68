package dev.stoplock.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.RuleGroup;
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
                        "learned-contract",
                        "behaviour-diff",
                        "recipients",
                        "credential",
                        "hosts",
                        "requests",
                        "tool-grants",
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

    /** Both refuse by one rule group: what leaves that open leaves the list of requests open. */
    @Test
    void withoutHostsThereIsNoListOfRequestsEither() throws Refused {
        Setup.Gated hosts = (Setup.Gated) Switches.of("A", List.of("hosts")).gated();
        assertThat(hosts.enforced()).doesNotContain(RuleGroup.HOST);
        assertThat(hosts.narrowed()).containsExactly(Setup.Gated.Least.TOOLS);
        Setup.Gated requests = (Setup.Gated) Switches.of("A", List.of("requests")).gated();
        assertThat(requests.enforced()).contains(RuleGroup.HOST);
        assertThat(requests.narrowed()).containsExactly(Setup.Gated.Least.TOOLS);
        assertThat(Switches.of("A", List.of("hosts")).off()).containsOnly("hosts", "requests");
    }

    /** The same rule group holds both; alone, what was learned can be left out. */
    @Test
    void withoutTheContractNothingThatWasLearnedHoldsEither() throws Refused {
        assertThat(Switches.of("A", List.of("contract")).off())
                .containsOnly("contract", "learned-contract");
        Setup.Gated without = (Setup.Gated) Switches.of("A", List.of("learned-contract")).gated();
        assertThat(without.learned()).isFalse();
        assertThat(without.enforced()).contains(RuleGroup.CONTRACT);
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
