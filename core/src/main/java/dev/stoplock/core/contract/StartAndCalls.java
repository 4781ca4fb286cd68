package dev.stoplock.core.contract;

import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contract of a server that may send something at its start: its start is held against what was
 * accepted of that and against nothing else, its calls against the contract of its calls.
 *
 * <p>Guarantees: neither explains anything of the other, and the default contract explains nothing
 * of a start. Of what no contract can hold (a command to a mail server, a draft that is sent)
 * nothing is explained at a start.
 */
public final class StartAndCalls implements Contract {

    private static final Explained NEVER =
            new Explained(List.of(), List.of())
                    .refused(
                            new RuleId("contract.effect"),
                            "what a start sends is a request or a mail, and this is neither");

    private final Contract calls;
    private final Contract start;

    private StartAndCalls(Contract calls, Contract start) {
        this.calls = calls;
        this.start = start;
    }

    /** What was learned of a server above the default contract. */
    public static Contract of(DefaultContract standard, ServerPolicy policy) {
        Contracts learned = policy.contracts();
        Contract calls = learned.tools().isEmpty() ? standard : learned(standard, policy, learned);
        return learned.start().isEmpty()
                ? calls
                : new StartAndCalls(calls, learned(standard, policy, ofOneTool(learned.start())));
    }

    private static Contract learned(
            DefaultContract standard, ServerPolicy policy, Contracts contracts) {
        return new LearnedContract(standard, policy.grant().env(), policy.rules(), contracts);
    }

    /** The start as if it were a tool, of which nothing is left to the default contract. */
    private static Contracts ofOneTool(StartContract start) {
        return new Contracts(
                Map.of(
                        ToolCall.START,
                        new ToolContract(ToolContract.Reached.ALL, start.effects())));
    }

    @Override
    public Explained explain(Effect effect, @Nullable Lease lease, String key) {
        return hold(effect).by(lease, key);
    }

    @Override
    public Held hold(Effect effect) {
        Held byCalls = calls.hold(effect);
        Held byStart = start.hold(effect);
        return new Held() {
            @Override
            public Explained by(@Nullable Lease lease, String key) {
                if (lease == null || !lease.isOfStart()) {
                    return byCalls.by(lease, key);
                }
                // Threat: settings alone explain much to the default contract
                return Learnable.is(effect) ? byStart.by(lease, key) : NEVER;
            }

            @Override
            public @Nullable Explained whole(Lease lease, String key) {
                if (lease.isOfStart()) {
                    Explained explained = by(lease, key);
                    return explained.weight() == 0 ? explained : null;
                }
                return byCalls.whole(lease, key);
            }
        };
    }
}
