package dev.stoplock.lab.casefile;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.policy.Rules;
import dev.stoplock.lab.truth.Played;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The last thing each control wrote in the run behind the gate: that it was there, and acted. */
final class Proofs {

    private final Played run;
    private final Switches switches;
    private final List<Json> all = new ArrayList<>();

    private Proofs(Played run, Switches switches) {
        this.run = run;
        this.switches = switches;
    }

    /**
     * By the atlas's ids: {@code {control, record, says}}; a control that is off, or wrote nothing
     * after the update, has none.
     */
    static List<Json> of(Played run, Switches switches) {
        Proofs proofs = new Proofs(run, switches);
        proofs.find();
        return proofs.all;
    }

    private void find() {
        last("pin", "started from the locked bytes", Event.Launched.class::isInstance);
        last("sandbox", "started in a room with one door", Event.Launched.class::isInstance);
        last("contract", "denied a request", event -> denies(event, RuleGroup.CONTRACT));
        last("recipients", "denied a request", event -> denies(event, RuleGroup.RECIPIENTS));
        last("hosts", "denied a request", event -> denies(event, RuleGroup.HOST));
        last("credential", "put the token in", Event.SecretUsed.class::isInstance);
        last("first-seen", "raised a finding", Event.Found.class::isInstance);
        last("record", "the newest record", event -> true);
    }

    private static boolean denies(Event event, RuleGroup group) {
        return event instanceof Event.Judged judged
                && judged.verdict().equals("deny")
                && Rules.group(judged.rule()) == group;
    }

    private void last(String control, String says, Predicate<Event> which) {
        run.counted().stream()
                .filter(record -> switches.isOn(control))
                .filter(record -> which.test(record.event()))
                .map(AuditRecord::index)
                .reduce((first, second) -> second)
                .ifPresent(index ->
                        all.add(
                                Json.object()
                                        .put("control", control)
                                        .put("record", index)
                                        .put("says", says)
                                        .build()));
    }
}
