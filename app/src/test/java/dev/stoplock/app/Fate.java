package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.port.Recorder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * Holds ledger, API and agent against each other for one mail to this address through {@link
     * Rig#RESEND}: what arrived is on record, what the agent was told is true.
     */
    static void agrees(Rig rig, String address, JsonNode told, List<AuditRecord> records) {
        Fate fate = of(address, records);
        long arrived =
                rig.played.requests().stream()
                        .filter(each -> PlayedApi.text(each).contains(address))
                        .count();
        String said = told.toString();
        String what = address + " is " + fate + ", the agent was told " + said;
        switch (fate) {
            case DELIVERED -> assertThat(arrived).as(what).isEqualTo(1);
            case MAY_HAVE_LEFT -> assertThat(arrived).as(what).isLessThanOrEqualTo(1);
            case DENIED, NEVER_JUDGED -> assertThat(arrived).as(what).isZero();
        }
        if (!said.contains("ledger.unavailable")) {
            assertThat(fate).as(what).isEqualTo(DELIVERED);
            assertThat(said).contains("200 OK");
            return;
        }
        assertThat(said).contains(Recorder.MEND);
        if (arrived > 0) {
            assertThat(said).as(what).containsAnyOf("already sent: ", "may have left");
            assertThat(said).as(what).doesNotContainIgnoringCase("nothing of this call has left");
        }
    }

    private static Fate let(Event.Judged judged, Event.@Nullable Outcome outcome) {
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
