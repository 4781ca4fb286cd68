package dev.stoplock.core.model;

import java.util.List;

/** The policy's answer to one exchange; each names its rule and says one sentence. */
public sealed interface Verdict {

    RuleId rule();

    String sentence();

    /** Everything that leaves is explained, and nothing else speaks against it. */
    record Allow(RuleId rule, String sentence) implements Verdict {}

    /**
     * It must not leave; {@code atoms} are the values that could not be explained, empty where the
     * reason is another.
     */
    record Deny(RuleId rule, String sentence, List<Atom> atoms) implements Verdict {
        public Deny {
            atoms = List.copyOf(atoms);
        }
    }
}
