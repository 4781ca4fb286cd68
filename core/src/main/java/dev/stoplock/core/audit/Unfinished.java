package dev.stoplock.core.audit;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a log began and has not ended: effects that were to leave and have no outcome, calls without
 * a close, servers without an exit. Not safe for several threads.
 */
public final class Unfinished {

    private final Set<EffectId> effects = new LinkedHashSet<>();
    private final Set<CallId> calls = new LinkedHashSet<>();
    private final Map<InstanceId, ServerName> servers = new LinkedHashMap<>();

    public void step(AuditRecord record) {
        step(record.event());
    }

    public void step(Event event) {
        switch (event) {
            case Event.Judged judged -> {
                if (judged.leaves()) {
                    effects.add(judged.effect());
                }
            }
            case Event.Outcome outcome -> effects.remove(outcome.effect());
            case Event.CallOpened opened -> calls.add(opened.call());
            case Event.CallClosed closed -> calls.remove(closed.call());
            case Event.Launched launched -> servers.put(launched.instance(), launched.server());
            case Event.Exited exited -> servers.remove(exited.instance());
            case Event.LedgerOpened e -> {}
            case Event.SecretUsed e -> {}
            case Event.EntryAccepted e -> {}
            case Event.ReviewHeld e -> {}
            case Event.Refused e -> {}
            case Event.Found e -> {}
            case Event.Tripped e -> {}
            case Event.Tiered e -> {}
            case Event.Quarantined e -> {}
            case Event.Released e -> {}
            case Event.Stopped e -> {}
        }
    }

    public boolean isEmpty() {
        return effects.isEmpty() && calls.isEmpty() && servers.isEmpty();
    }

    /**
     * The events that end all of it after a gate that stopped in between; an effect is in doubt,
     * since it may have left.
     */
    public List<Event> endings() {
        List<Event> out = new ArrayList<>();
        effects.forEach(effect ->
                out.add(
                        new Event.Outcome(
                                effect,
                                "in doubt",
                                0,
                                "the gate stopped before the answer was recorded: it may have left",
                                null)));
        calls.forEach(call -> out.add(new Event.CallClosed(call, "the gate stopped", null)));
        servers.forEach((instance, server) ->
                out.add(new Event.Exited(instance, server, "the gate stopped")));
        return out;
    }
}
