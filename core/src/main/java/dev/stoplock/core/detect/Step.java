package dev.stoplock.core.detect;

import dev.stoplock.core.model.Finding;
import java.util.List;

/** What one record makes of a detector's state, and what it finds in it. */
public record Step<S>(S state, List<Finding> findings) {

    public Step {
        findings = List.copyOf(findings);
    }

    static <S> Step<S> quiet(S state) {
        return new Step<>(state, List.of());
    }
}
