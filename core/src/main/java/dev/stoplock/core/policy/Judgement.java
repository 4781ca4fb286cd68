package dev.stoplock.core.policy;

import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the judge made of one exchange. {@code call} is the lease that explains it, or the best one
 * that does not, or null. {@code leaves}: the verdict allows it, or the mode of every rule against
 * it lets it go. {@code mode} is that of the verdict's rule.
 */
public record Judgement(
        Verdict verdict,
        Mode mode,
        boolean leaves,
        @Nullable CallId call,
        List<Judged> effects,
        List<Violation> violations) {

    /**
     * One effect of the exchange with its explanations, its retry key and the asked recipients it
     * spends.
     */
    public record Judged(Effect effect, String key, Explained explained) {}

    public Judgement {
        effects = List.copyOf(effects);
        violations = List.copyOf(violations);
    }

    /** The same, refused by a rule that looks at more than this exchange. */
    public Judgement refused(RuleId rule, String sentence) {
        List<Violation> all = new ArrayList<>(violations);
        all.addFirst(new Violation(rule, sentence, List.of()));
        Verdict deny = new Verdict.Deny(rule, sentence, List.of());
        return new Judgement(deny, Mode.ENFORCE, false, call, effects, all);
    }

    /** The secrets that the explanations of this exchange name. */
    public List<SecretName> secrets() {
        return effects.stream()
                .flatMap(judged -> judged.explained().items().stream())
                .flatMap(item ->
                        item.explanation()
                                        instanceof
                                        dev.stoplock.core.model.Explanation.Secret(SecretName name)
                                ? java.util.stream.Stream.of(name)
                                : java.util.stream.Stream.empty())
                .distinct()
                .toList();
    }

    /** How far the call explains the contents of all its effects; null where none was held so. */
    public @Nullable Contents contents() {
        int content = 0;
        int meta = 0;
        List<String> foreign = new ArrayList<>();
        List<String> flags = new ArrayList<>();
        Contents last = null;
        for (Judged judged : effects) {
            Contents held = judged.explained().contents();
            if (held != null) {
                content += held.content();
                meta += held.meta();
                foreign.addAll(held.unexplainedContent());
                flags.addAll(held.unexplainedMeta());
                last = held;
            }
        }
        return last == null ? null : new Contents(content, meta, foreign, flags, last.enforced());
    }

    public int unjudgedBytes() {
        return effects.stream().mapToInt(judged -> judged.explained().unjudgedBytes()).sum();
    }
}
