package dev.stoplock.lab.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.call.LeaseBook;
import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.contract.ClientBound;
import dev.stoplock.core.effect.DraftBook;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.mcp.ClientQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one server instance of a play meets: the readers, the book of leases, the drafts, the
 * contract and the judge of the gate, in the order in which the gate asks them, with a clock of the
 * play's own and nothing behind it.
 */
final class Door {

    private final ServerPolicy policy;
    private final Judge judge;
    private final LeaseBook book = new LeaseBook(LeaseRules.DEFAULT);
    private DraftBook drafts = DraftBook.EMPTY;
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private int effects;

    Door(ServerPolicy policy, Map<String, String> placeholders) {
        this.policy = policy;
        this.judge =
                new Judge(
                        policy,
                        Stages.contract(policy, new Placeholders(policy.grant(), placeholders)));
    }

    ServerPolicy policy() {
        return policy;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Got open(String handle, String tool, Json arguments) {
        if (!policy.grant().admitsTool(tool)) {
            return Got.denied("mcp.tool-not-granted", "tool " + tool + " is not granted");
        }
        book.open(
                new ToolCall(
                        new CallId(handle),
                        new AgentName("agent"),
                        policy.server(),
                        new InstanceId("i1"),
                        tool,
                        arguments,
                        now));
        return Got.ALLOWED;
    }

    void filled(String handle, Json content) {
        book.inputGiven(new CallId(handle), content);
    }

    void cancel(String handle) {
        book.close(new CallId(handle));
    }

    /** Judges what asks to leave, and lets the books know what became of it. */
    Got judge(Reading reading, Destination to, Step.Outcome outcome) {
        EffectId id = new EffectId("e" + ++effects);
        Judgement judgement = judge.judge(drafts.completed(reading), book.live(now));
        if (judgement.leaves()) {
            leave(id, judgement, to, outcome);
        }
        return Got.of(judgement.verdict());
    }

    private void leave(EffectId id, Judgement judgement, Destination to, Step.Outcome outcome) {
        CallId call = judgement.call();
        List<Effect> left = judgement.effects().stream().map(Judgement.Judged::effect).toList();
        drafts =
                drafts.leaving(
                        id, left, judgement.verdict() instanceof Verdict.Allow ? call : null);
        if (call != null) {
            for (Judgement.Judged judged : judgement.effects()) {
                book.spend(
                        call,
                        new Spend(id, judged.key(), judged.explained().tokens(), Spend.State.SENT));
            }
            book.leaving(call, id, "an exchange");
            book.settle(call, id, state(outcome));
        }
        drafts =
                switch (outcome.kind()) {
                    case ANSWERED ->
                            drafts.answered(id, outcome.status(), outcome.reply().getBytes(UTF_8));
                    case LOST -> drafts.unknown(id);
                    case FAILED -> drafts.notSent(id);
                };
        if (call != null && outcome.kind() == Step.Outcome.Kind.ANSWERED) {
            book.replied(call, to.host(), outcome.reply());
        }
    }

    private static Spend.State state(Step.Outcome outcome) {
        return switch (outcome.kind()) {
            case LOST -> Spend.State.UNKNOWN;
            case FAILED -> Spend.State.RETRYABLE;
            case ANSWERED -> outcome.taken() ? Spend.State.SENT : Spend.State.RETRYABLE;
        };
    }

    /** The final result goes back; where it says something, its links are judged. */
    Got answered(String handle, @Nullable Json result) {
        CallId call = new CallId(handle);
        List<String> found = result == null ? List.of() : bound(call).judged(result).found();
        book.answered(call, now);
        return found.isEmpty() ? Got.ALLOWED : Got.denied("client.link", String.join("; ", found));
    }

    /** The server asks for input. */
    Got asked(Json.Obj params, @Nullable String during) {
        String why =
                ClientQuestion.refusal(
                        policy.server(), params, bound(during == null ? null : new CallId(during)));
        return why == null ? Got.ALLOWED : Got.denied("client.elicitation", why);
    }

    private ClientBound bound(@Nullable CallId call) {
        LeaseBook.Heard heard = call == null ? null : book.heard(call);
        return heard == null
                ? new ClientBound(policy.grant(), null, List.of())
                : new ClientBound(policy.grant(), heard.lease(), heard.replies());
    }
}
