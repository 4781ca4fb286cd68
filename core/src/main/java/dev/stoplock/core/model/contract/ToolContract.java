package dev.stoplock.core.model.contract;

import java.util.List;
import java.util.Locale;

/**
 * What one tool may do: its effects, and how much of it the rehearsal reached. Where it did not
 * reach everything, an effect that is none of these is left to the default contract; where it did,
 * there is no such effect.
 */
public record ToolContract(Reached reached, List<EffectContract> effects) {

    /** How much of a tool's requests a rehearsal saw. */
    public enum Reached {
        /** Every request that its calls lead to. */
        ALL,
        /** Some of them: a call ended in an error of the tool, or an argument was never used. */
        FIRST,
        /** No request at all, though the tool may well make some. */
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ToolContract {
        effects = List.copyOf(effects);
    }
}
