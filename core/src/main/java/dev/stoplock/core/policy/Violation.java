package dev.stoplock.core.policy;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import java.util.List;

/** One reason against an exchange: the rule, a sentence, and the values it is about. */
public record Violation(RuleId rule, String sentence, List<Atom> atoms) {
    public Violation {
        atoms = List.copyOf(atoms);
    }

    static Violation of(String rule, String sentence, List<Atom> atoms) {
        return new Violation(new RuleId(rule), sentence, atoms);
    }

    /**
     * Nobody called anything. {@code atStart}: what the contract of the server's start, where one
     * holds, says against it.
     */
    static Violation withoutCall(Effect effect, List<Violation> atStart) {
        String what = effect.operation() + " to " + effect.destination();
        return of(
                "effect.no-call",
                "server tried "
                        + Shown.text(what)
                        + " while no call was open"
                        + (atStart.isEmpty()
                                ? ""
                                : ", and not as at its start: " + atStart.getFirst().sentence()),
                List.of());
    }
}
