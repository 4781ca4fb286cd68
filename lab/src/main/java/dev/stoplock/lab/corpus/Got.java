package dev.stoplock.lab.corpus;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a step: let go ({@code denied} is null), or denied, why, and which atoms. */
record Got(@Nullable RuleId denied, String sentence, List<Atom> atoms) {

    static final Got ALLOWED = new Got(null, "", List.of());

    Got {
        atoms = List.copyOf(atoms);
    }

    static Got denied(String rule, String sentence) {
        return denied(new RuleId(rule), sentence);
    }

    static Got denied(RuleId rule, String sentence) {
        return new Got(rule, sentence, List.of());
    }

    static Got of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow allow -> ALLOWED;
            case Verdict.Deny(RuleId rule, String sentence, List<Atom> atoms) ->
                    new Got(rule, sentence, atoms);
        };
    }

    @Override
    public String toString() {
        return denied == null ? "allow" : "deny " + denied + ": " + Shown.line(sentence);
    }
}
