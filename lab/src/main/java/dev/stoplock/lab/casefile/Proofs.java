package dev.stoplock.lab.casefile;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.policy.Rules;
import dev.stoplock.lab.truth.Played;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The last record in which each control acted, or judged and let pass, behind the gate. */
final class Proofs {

    private static final RuleId REQUEST = new RuleId("host.request");

    private final Played run;
    private final Switches switches;
    private final List<Json> all = new ArrayList<>();

    private Proofs(Played run, Switches switches) {
        this.run = run;
        this.switches = switches;
    }

    /**
     * By the atlas's ids: {@code {control, record, says}}; a control that is off, or wrote nothing,
     * has none.
     */
    static List<Json> of(Played run, Switches switches) {
        Proofs proofs = new Proofs(run, switches);
        proofs.find();
        return proofs.all;
    }

    private void find() {
        last(
                "pin",
                "the server was started from the accepted bytes",
                Event.Launched.class::isInstance);
        last(
                "sandbox",
                "the server was started in a room with one door",
                Event.Launched.class::isInstance);
        Predicate<Event> left =
                event -> event instanceof Event.Judged it && it.mails() > 0 && it.leaves();
        judged(
                "contract",
                in(RuleGroup.CONTRACT),
                left,
                "it compared a mail with its call, found each address explained, and let it pass");
        judged(
                "learned-contract",
                in(RuleGroup.CONTRACT),
                left,
                "it held a mail against what the tool was seen to do, and let it pass");
        last(
                "behaviour-diff",
                "it found what the update does otherwise, and held it",
                Event.ReviewHeld.class::isInstance);
        judged(
                "recipients",
                in(RuleGroup.RECIPIENTS),
                left,
                "it found each recipient of a mail on the list, and let it pass");
        judged(
                "hosts",
                rule -> in(RuleGroup.HOST).test(rule) && !REQUEST.equals(rule),
                left,
                "it found a service on the list, and let a request to it pass");
        judged(
                "requests",
                REQUEST::equals,
                left,
                "it found method and path of a request among the allowed ones, and let it pass");
        last(
                "settings",
                "the server was started with the settings it was given",
                Event.Launched.class::isInstance);
        judged(
                "credential",
                in(RuleGroup.CREDENTIAL),
                Event.SecretUsed.class::isInstance,
                "the gate put the real token into a request");
        for (String limit : List.of("mails-per-hour", "identical-calls")) {
            last(limit, "its limit was reached", event -> isOver(event, "limit." + limit));
        }
        last("first-seen", "it told of an address that was new", Event.Found.class::isInstance);
        last("record", "it wrote the newest record", event -> true);
    }

    private static boolean isOver(Event event, String rule) {
        return event instanceof Event.Tripped tripped && tripped.rule().value().equals(rule)
                || event instanceof Event.Judged judged && judged.rule().value().equals(rule);
    }

    /** The last request it judged: refused, or let pass. */
    private void judged(
            String control, Predicate<RuleId> rules, Predicate<Event> passes, String passed) {
        Predicate<Event> refuses = event -> denies(event, rules);
        run.records().stream()
                .map(AuditRecord::event)
                .filter(passes.or(refuses))
                .reduce((first, second) -> second)
                .ifPresent(event ->
                        last(
                                control,
                                refuses.test(event) ? "it refused a request" : passed,
                                refuses.test(event) ? refuses : passes));
    }

    private static boolean denies(Event event, Predicate<RuleId> rules) {
        return event instanceof Event.Judged judged
                && judged.verdict().equals("deny")
                && rules.test(judged.rule());
    }

    private static Predicate<RuleId> in(RuleGroup group) {
        return rule -> Rules.group(rule) == group;
    }

    private void last(String control, String says, Predicate<Event> which) {
        if (switches.isOn(control)) {
            // what it did before the update is the last it did, where nothing came after
            List<AuditRecord> found =
                    run.records().stream().filter(each -> which.test(each.event())).toList();
            if (!found.isEmpty()) {
                AuditRecord last = found.getLast();
                boolean before =
                        last.index() < run.since() && !(last.event() instanceof Event.ReviewHeld);
                put(control, says + (before ? ", before the update" : ""), last);
            }
        }
    }

    private void put(String control, String says, AuditRecord last) {
        all.add(
                Json.object()
                        .put("control", control)
                        .put("record", last.index())
                        .put("says", says)
                        .build());
    }
}
