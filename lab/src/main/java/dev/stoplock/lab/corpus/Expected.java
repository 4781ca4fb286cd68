package dev.stoplock.lab.corpus;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.RuleId;
import org.jspecify.annotations.Nullable;

/**
 * What must become of a step: it is let go ({@code denied} is null), or denied under a rule, where
 * one is said with the atom of this path or value among those that could not be explained. {@code
 * seenBy}: an attack that the default contract rightly lets go, and what sees it instead.
 */
record Expected(
        @Nullable RuleId denied,
        @Nullable String path,
        @Nullable String value,
        @Nullable String seenBy) {

    static final Expected ALLOW = new Expected(null, null, null, null);

    boolean isMetBy(Got got) {
        if (denied == null || got.denied() == null) {
            return denied == null && got.denied() == null;
        }
        return denied.equals(got.denied()) && (isSilent() || isNamedBy(got));
    }

    private boolean isSilent() {
        return path == null && value == null;
    }

    /** What is refused before it has atoms is named by its sentence. */
    private boolean isNamedBy(Got got) {
        return got.atoms().isEmpty()
                ? (path == null || got.sentence().contains(path))
                        && (value == null || got.sentence().contains(value))
                : got.atoms().stream().anyMatch(this::fits);
    }

    private boolean fits(Atom atom) {
        return (path == null || path.equals(atom.path()))
                && (value == null || value.equals(atom.value()));
    }

    @Override
    public String toString() {
        if (denied == null) {
            return seenBy == null ? "allow" : "allow (seen by: " + seenBy + ")";
        }
        return "deny "
                + denied
                + (path == null ? "" : " at " + path)
                + (value == null ? "" : " naming " + value);
    }
}
