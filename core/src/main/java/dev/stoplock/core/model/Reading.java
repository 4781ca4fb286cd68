package dev.stoplock.core.model;

import java.util.List;

/** What an adapter made of one exchange. Unreadable is a value, and always a refusal. */
public sealed interface Reading {

    /** The exchange would do these effects, one or more. */
    record Effects(List<Effect> effects) implements Reading {
        public Effects {
            effects = List.copyOf(effects);
            if (effects.isEmpty()) {
                throw new IllegalArgumentException("an exchange without an effect is unreadable");
            }
        }
    }

    /** The exchange cannot be read in exactly one way. */
    record Unreadable(RuleId rule, String sentence) implements Reading {}
}
