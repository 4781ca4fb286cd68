package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Explanation;
import java.util.List;

/**
 * One effect held against one lease: the explanation of each atom, and the asked recipients it
 * would spend.
 */
public record Explained(List<Item> items, List<String> tokens) {

    /** An atom and why it may, or may not, leave. */
    public record Item(Atom atom, Explanation explanation) {}

    public Explained {
        items = List.copyOf(items);
        tokens = List.copyOf(tokens);
    }

    public List<Item> unexplained() {
        return items.stream()
                .filter(item ->
                        item.explanation() instanceof Explanation.Unexplained
                                || item.explanation() instanceof Explanation.Misplaced)
                .toList();
    }

    public int unjudgedBytes() {
        return items.stream()
                .mapToInt(item ->
                        item.explanation() instanceof Explanation.Unjudged(int bytes) ? bytes : 0)
                .sum();
    }
}
