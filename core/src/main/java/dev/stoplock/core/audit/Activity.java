package dev.stoplock.core.audit;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the servers that run have done so far, each instance for itself: a fold over the records of
 * a log. Not safe for several threads.
 */
public final class Activity {

    /**
     * One running instance: who calls it (self-declared), its open calls, the mails that left, and
     * what was denied, left unasked or is in doubt.
     */
    public record Doing(
            AgentName agent, int openCalls, long mails, long denied, long unasked, long inDoubt) {

        private Doing called(AgentName by) {
            return new Doing(by, openCalls + 1, mails, denied, unasked, inDoubt);
        }

        private Doing answered() {
            return new Doing(agent, openCalls - 1, mails, denied, unasked, inDoubt);
        }

        private Doing oneDenied() {
            return new Doing(agent, openCalls, mails, denied + 1, unasked, inDoubt);
        }

        private Doing with(Departures.Departure departure) {
            int its = departure.judged().mails();
            return switch (departure.fate()) {
                case ASKED -> new Doing(agent, openCalls, mails + its, denied, unasked, inDoubt);
                case UNASKED ->
                        new Doing(agent, openCalls, mails + its, denied, unasked + 1, inDoubt);
                case IN_DOUBT -> new Doing(agent, openCalls, mails, denied, unasked, inDoubt + 1);
                case NOT_SENT, ADMITTED -> this;
            };
        }
    }

    private final Departures departures = new Departures();
    private final Map<InstanceId, Doing> running = new LinkedHashMap<>();
    private final Map<CallId, InstanceId> open = new HashMap<>();

    public void step(AuditRecord record) {
        Departures.Departure departure = departures.step(record);
        if (departure != null) {
            running.computeIfPresent(
                    departure.judged().instance(), (id, doing) -> doing.with(departure));
        }
        switch (record.event()) {
            case Event.Launched launched ->
                    running.put(launched.instance(), new Doing(launched.agent(), 0, 0, 0, 0, 0));
            case Event.Exited exited -> {
                running.remove(exited.instance());
                open.values().removeIf(exited.instance()::equals);
            }
            case Event.CallOpened opened -> {
                if (running.computeIfPresent(
                                opened.instance(), (id, doing) -> doing.called(opened.agent()))
                        != null) {
                    open.put(opened.call(), opened.instance());
                }
            }
            case Event.CallClosed closed -> {
                InstanceId instance = open.remove(closed.call());
                if (instance != null) {
                    running.computeIfPresent(instance, (id, doing) -> doing.answered());
                }
            }
            case Event.Judged judged -> {
                if (!judged.leaves()) {
                    running.computeIfPresent(judged.instance(), (id, doing) -> doing.oneDenied());
                }
            }
            case Event.SecretUsed e -> {}
            case Event.Outcome e -> {}
            case Event.EntryAccepted e -> {}
            case Event.ReviewHeld e -> {}
            case Event.Refused e -> {}
            case Event.Found e -> {}
            case Event.Tripped e -> {}
            case Event.Tiered e -> {}
            case Event.Quarantined e -> {}
            case Event.Released e -> {}
            case Event.LedgerOpened e -> {}
            case Event.Stopped e -> {}
        }
    }

    /** What an instance did, or null where it does not run as far as the log says. */
    public @Nullable Doing of(InstanceId instance) {
        return running.get(instance);
    }

    /** What left, and what may have. */
    public Departures departures() {
        return departures;
    }
}
