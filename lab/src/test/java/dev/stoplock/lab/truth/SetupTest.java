package dev.stoplock.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.business.LetterSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SetupTest {

    private static final LetterSource LETTERS = LetterSource.from(1);
    private static final ServerName SERVER = new ServerName("postmark-mcp");

    private static HomeConfig read(Setup.Gated setup) throws Refused {
        return HomeConfig.parse("stoplock.yaml", setup.yaml(LETTERS));
    }

    @Test
    void everythingIsOffWhereNothingIsOn() throws Refused {
        HomeConfig off = read(Setup.Gated.OFF);
        ServerSettings server = off.server(SERVER);
        for (RuleGroup group : RuleGroup.values()) {
            assertThat(server.modes().of(group))
                    .isEqualTo(group == RuleGroup.ALWAYS ? Mode.ENFORCE : Mode.OPEN);
        }
        assertThat(server.mail()).isNull();
        assertThat(server.grant()).isEqualTo(Grant.NONE);
        assertThat(off.openDetectors()).containsExactly("first-recipient");
    }

    @Test
    void eachControlSwitchesOnItsOwnAndNothingElse() throws Refused {
        for (Control control : Control.ALL) {
            if (control.setup() instanceof Setup.Gated gated
                    && control.own() instanceof Control.Own.Denials(RuleGroup group)) {
                HomeConfig read = read(gated);
                assertThat(
                                Arrays.stream(RuleGroup.values())
                                        .filter(each ->
                                                read.server(SERVER).modes().of(each)
                                                        == Mode.ENFORCE))
                        .containsExactlyInAnyOrder(group, RuleGroup.ALWAYS);
                assertThat(read.openDetectors()).hasSize(1);
                assertThat(read.server(SERVER).mail() != null)
                        .isEqualTo(group == RuleGroup.RECIPIENTS);
                assertThat(gated.brokered()).isEqualTo(group == RuleGroup.CREDENTIAL);
                assertThat(gated.pinned()).isFalse();
            }
        }
    }

    @Test
    void allControlsTogetherEnforceEverything() throws Refused {
        Setup.Gated all = Setup.Gated.OFF;
        for (Control control : Control.ALL) {
            if (control.setup() instanceof Setup.Gated gated) {
                all = all.and(gated);
            }
        }
        HomeConfig read = read(all);
        for (RuleGroup group : RuleGroup.values()) {
            assertThat(read.server(SERVER).modes().of(group)).isEqualTo(Mode.ENFORCE);
        }
        assertThat(read.openDetectors()).isEmpty();
        assertThat(all.pinned() && all.brokered()).isTrue();
        assertThat(all.learned() && all.compared()).isTrue();
        assertThat(all.known()).as("what blinds a control is in no world of all").isFalse();
        Grant grant = read.server(SERVER).grant();
        assertThat(grant.tools()).containsExactly("sendEmail");
        Destination api = new Destination("api.postmarkapp.com", 443);
        assertThat(grant.rules(api)).hasToString("[POST /email]");
    }
}
