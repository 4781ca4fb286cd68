package dev.stoplock.core.audit;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What left, and what may have: each exchange that was let go, laid together with its outcome. A
 * fold over the records of a log; not safe for several threads.
 */
public final class Departures {

    /** What became of something that was let go. */
    public enum Fate {
        /** it left, and it was asked for */
        ASKED,
        /** it left although nobody asked for it, in a mode that does not enforce */
        UNASKED,
        /** nobody knows whether it left */
        IN_DOUBT,
        /** nothing of it left after all */
        NOT_SENT,
        /** a connection or look-up went on; what follows on it is judged on its own */
        ADMITTED
    }

    /**
     * One exchange that was let go: how it was judged, what became of it, and when that was known.
     */
    public record Departure(Event.Judged judged, Event.Outcome outcome, Fate fate, Instant at) {

        public boolean isAlarming() {
            return fate == Fate.UNASKED || fate == Fate.IN_DOUBT;
        }
    }

    private final Map<EffectId, Event.Judged> underWay = new LinkedHashMap<>();
    private final List<Departure> alarming = new ArrayList<>();

    /** Returns the departure whose fate this record tells, or null where it tells none. */
    public @Nullable Departure step(AuditRecord record) {
        if (record.event() instanceof Event.Judged judged && judged.leaves()) {
            underWay.put(judged.effect(), judged);
            return null;
        }
        if (!(record.event() instanceof Event.Outcome outcome)) {
            return null;
        }
        Event.Judged judged = underWay.remove(outcome.effect());
        if (judged == null) {
            return null;
        }
        Departure departure = new Departure(judged, outcome, fate(judged, outcome), record.at());
        if (departure.isAlarming()) {
            alarming.add(departure);
        }
        return departure;
    }

    /** What left unasked or may have left, in the order in which it was known. */
    public List<Departure> alarming() {
        return List.copyOf(alarming);
    }

    /** What was let go and has no outcome yet, in the order in which it was judged. */
    public List<Event.Judged> underWay() {
        return List.copyOf(underWay.values());
    }

    private static Fate fate(Event.Judged judged, Event.Outcome outcome) {
        return switch (outcome.outcome()) {
            case "answered" -> judged.verdict().equals("allow") ? Fate.ASKED : Fate.UNASKED;
            case "refused", "failed" -> Fate.NOT_SENT;
            case "admitted" -> Fate.ADMITTED;
            // "unknown", "in doubt", and whatever a newer gate may have written
            default -> Fate.IN_DOUBT;
        };
    }
}
