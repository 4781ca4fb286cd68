package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Event;
import org.jspecify.annotations.Nullable;

/** What became of a judged exchange. */
public enum Fate {
    /** It was not to leave, and nothing of it did. */
    DENIED,
    /** Upstream has it, and answered. */
    LEFT,
    /** It was to leave, but nothing of it was sent. */
    FAILED,
    /** No answer is recorded: it may have left. */
    IN_DOUBT,
    /** A connection or look-up that was let through; each request in it is judged on its own. */
    ADMITTED;

    /** Whatever is not known to have stayed is in doubt, words of a later version included. */
    static Fate of(Event.Judged judged, Event.@Nullable Outcome outcome) {
        if (!judged.leaves()) {
            return DENIED;
        }
        return switch (outcome == null ? "" : outcome.outcome()) {
            case "answered" -> LEFT;
            case "failed", "refused" -> FAILED;
            case "admitted" -> ADMITTED;
            default -> IN_DOUBT;
        };
    }

    /** Whether somebody outside has it, or may have it. */
    public boolean isOut() {
        return this == LEFT || this == IN_DOUBT;
    }
}
