package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One effect held against one lease: the explanation of each atom, and the asked recipients it
 * would spend. {@code refused}: why the effect as a whole is not one that the contract knows.
 * {@code isLearned}: it was held against a contract that was learned of this very effect. {@code
 * contents}: how far the call explains what the default contract does not judge; null where that
 * was not looked at.
 */
public record Explained(
        List<Item> items,
        List<String> tokens,
        @Nullable Refused refused,
        boolean isLearned,
        @Nullable Contents contents) {

    /** An atom and why it may, or may not, leave. */
    public record Item(Atom atom, Explanation explanation) {
        boolean isUnexplained() {
            return explanation instanceof Explanation.Unexplained
                    || explanation instanceof Explanation.Misplaced;
        }
    }

    /** What is wrong with an effect as a whole, whatever its values are. */
    public record Refused(RuleId rule, String sentence) {}

    public Explained(List<Item> items, List<String> tokens) {
        this(items, tokens, null, false, null);
    }

    public Explained {
        items = List.copyOf(items);
        tokens = List.copyOf(tokens);
    }

    Explained refused(RuleId rule, String sentence) {
        return new Explained(items, tokens, new Refused(rule, sentence), isLearned, contents);
    }

    /** By a contract that was learned of this very effect. */
    Explained learned() {
        return new Explained(items, tokens, refused, true, contents);
    }

    /** With what the call explains of the rest of it. */
    Explained with(List<Item> judged, Contents held) {
        return new Explained(judged, tokens, refused, isLearned, held);
    }

    /** How much of it is not explained. */
    int weight() {
        int weight = refused == null ? 0 : 1;
        for (Item item : items) {
            weight += item.isUnexplained() ? 1 : 0;
        }
        return weight;
    }

    public List<Item> unexplained() {
        return items.stream().filter(Item::isUnexplained).toList();
    }

    /** Whether an unexplained value is one of the tier that follows contents. */
    public boolean isOfTierThree(Atom atom) {
        Contents held = contents;
        return held != null
                && held.enforced().enforces(Tier.META)
                && atom.kind() == AtomClass.META
                && held.unexplainedMeta().contains(atom.path());
    }

    public int unjudgedBytes() {
        return items.stream()
                .mapToInt(item ->
                        switch (item.explanation()) {
                            case Explanation.Unjudged(int bytes) -> bytes;
                            case Explanation.Accepted(String by, int bytes) -> bytes;
                            default -> 0;
                        })
                .sum();
    }
}
