package dev.stoplock.core.policy;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.RuleId;
import java.util.List;

/** One reason against an exchange: the rule, a sentence, and the values it is about. */
public record Violation(RuleId rule, String sentence, List<Atom> atoms) {
    public Violation {
        atoms = List.copyOf(atoms);
    }

    static Violation of(String rule, String sentence, List<Atom> atoms) {
        return new Violation(new RuleId(rule), sentence, atoms);
    }
}
