package dev.stoplock.core.contract;

import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call that went well always did at its tool's review, and has not done when its server says
 * that it went well (EFFECTS; LEDGER, "consistency"): a server that lies, or one whose failure
 * nobody would hear of.
 *
 * <p>It speaks of the moment of the answer: what is under way then counts as done, and what leaves
 * only afterwards does not.
 */
public final class Consistency {

    /** Why an effect that always happens did not. */
    public enum Fate {
        DENIED("was refused by Stoplock"),
        FAILED("failed: nobody took it"),
        NEVER("was never tried");

        private final String words;

        Fate(String words) {
            this.words = words;
        }

        public RuleId rule() {
            return new RuleId(
                    switch (this) {
                        case DENIED -> "consistency.denied";
                        case FAILED -> "consistency.failed";
                        case NEVER -> "consistency.never";
                    });
        }
    }

    /** One effect that is missing, and why. */
    public record Missing(EffectContract effect, Fate fate) {

        /** What is so, and what the server said. */
        public String sentence(Lease lease) {
            return "server "
                    + lease.call().server()
                    + " answered a call of "
                    + Shown.text(lease.call().tool())
                    + " as if it went well, but "
                    + Shown.text(effect.operation())
                    + " to "
                    + effect.destination()
                    + ", which each such call did at its review, "
                    + fate.words;
        }
    }

    private Consistency() {}

    /**
     * What is missing from a call that was answered without an error; {@code denied}: something of
     * it was refused.
     */
    public static List<Missing> of(ToolContract contract, Lease lease, boolean denied) {
        List<Missing> missing = new ArrayList<>();
        int number = 0;
        for (EffectContract effect : contract.effects()) {
            String token = LearnedContract.token(++number);
            List<Spend> spent =
                    lease.spent().stream().filter(each -> each.tokens().contains(token)).toList();
            boolean happened =
                    spent.stream().anyMatch(each -> each.state() != Spend.State.RETRYABLE);
            if (effect.least() == 0 || happened) {
                continue;
            }
            if (!spent.isEmpty()) {
                missing.add(new Missing(effect, Fate.FAILED));
            } else if (denied) {
                missing.add(new Missing(effect, Fate.DENIED));
            } else if (lease.spent().isEmpty()) {
                missing.add(new Missing(effect, Fate.NEVER));
            }
            // else something left that a rehearsal did not reach: whether that is it, nobody knows
        }
        return missing;
    }
}
