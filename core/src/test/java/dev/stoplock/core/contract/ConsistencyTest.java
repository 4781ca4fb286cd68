package dev.stoplock.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsistencyTest {

    private static final Destination API = Destination.parse("api.mail.example");
    private static final EffectContract LOOK =
            new EffectContract("http GET", API, Times.of(1), List.of());
    private static final EffectContract SEND =
            new EffectContract("mail POST", API, Times.of(1), 1, List.of());
    private static final ToolContract CONTRACT =
            new ToolContract(ToolContract.Reached.ALL, List.of(LOOK, SEND));
    private static final Lease LEASE =
            new Lease(
                    new ToolCall(
                            new CallId("c1"),
                            new AgentName("a"),
                            new ServerName("mailer"),
                            new InstanceId("i1"),
                            "send",
                            Json.object().build(),
                            Instant.EPOCH),
                    List.of(),
                    List.of());

    private static Lease did(int effect, Spend.State state) {
        return LEASE.withSpend(
                new Spend(
                        new EffectId("e1"),
                        "key",
                        List.of(LearnedContract.token(effect), "argument 0 /to"),
                        state));
    }

    private static List<String> missing(Lease lease, boolean denied) {
        return Consistency.of(CONTRACT, lease, denied).stream()
                .map(each -> each.effect().operation() + " " + each.fate().rule())
                .toList();
    }

    @Test
    void whatAlwaysHappensAndDidIsConsistentAlsoWhereItsFateIsUnknown() {
        assertThat(missing(did(2, Spend.State.SENT), false)).isEmpty();
        assertThat(missing(did(2, Spend.State.UNKNOWN), true)).isEmpty();
    }

    @Test
    void whatWasNeverTriedFailedOrWasDeniedIsMissing() {
        assertThat(missing(LEASE, false)).containsExactly("mail POST consistency.never");
        assertThat(missing(LEASE, true)).containsExactly("mail POST consistency.denied");
        assertThat(missing(did(2, Spend.State.RETRYABLE), false))
                .containsExactly("mail POST consistency.failed");
        assertThat(missing(did(1, Spend.State.SENT), true))
                .containsExactly("mail POST consistency.denied");
    }

    /** What a rehearsal did not reach may be the same thing done in another way. */
    @Test
    void whereSomethingElseLeftNobodyIsSaidToLie() {
        assertThat(missing(did(1, Spend.State.SENT), false)).isEmpty();
    }

    @Test
    void theSentenceSaysWhatIsSoAndWhoSaidOtherwise() {
        assertThat(Consistency.of(CONTRACT, LEASE, false).getFirst().sentence(LEASE))
                .isEqualTo(
                        "server mailer answered a call of send as if it went well, but mail POST to"
                                + " api.mail.example:443, which each such call did at its review, was never"
                                + " tried");
    }
}
