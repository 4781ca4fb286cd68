package dev.stoplock.app;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of one mail, as the ledger alone says. */
enum Fate {
    NEVER_JUDGED,
    DENIED,
    DELIVERED,
    MAY_HAVE_LEFT;

    /**
     * The fate of the one mail to this address. Fails where it was judged more than once or where
     * what was let go has no outcome, or two.
     */
    static Fate of(String address, List<AuditRecord> records) {
        Fate fate = NEVER_JUDGED;
        Map<EffectId, Event.Outcome> outcomes = new HashMap<>();
        for (AuditRecord each : records) {
            if (each.event() instanceof Event.Outcome outcome
                    && outcomes.put(outcome.effect(), outcome) != null) {
                throw new AssertionError("two outcomes: " + outcome);
            }
        }
        for (AuditRecord each : records) {
            if (each.event() instanceof Event.Judged judged
                    && judged.recipients().contains(address)) {
                if (fate != NEVER_JUDGED) {
                    throw new AssertionError("judged again: " + judged);
                }
                fate = judged.leaves() ? let(judged, outcomes.get(judged.effect())) : DENIED;
            }
        }
        return fate;
    }

    private static Fate let(Event.Judged judged, Event.@org.jspecify.annotations.Nullable Outcome outcome) {
        if (outcome == null) {
            throw new AssertionError("no outcome: " + judged);
        }
        return switch (outcome.outcome()) {
            case "answered" -> DELIVERED;
            case "in doubt", "unknown" -> MAY_HAVE_LEFT;
            default -> throw new AssertionError("neither delivered nor in doubt: " + outcome);
        };
    }
}
