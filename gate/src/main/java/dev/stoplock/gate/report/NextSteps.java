package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Fate;
import dev.stoplock.core.audit.incident.Incident;
import dev.stoplock.core.audit.incident.Sending;
import dev.stoplock.core.audit.incident.Version;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.config.Copied;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person can do now, each as a command or an edit. */
record NextSteps(Incident incident, Copied copied) {

    /** A command, and what it is for. */
    record Step(String purpose, String command) {}

    List<Step> commands() {
        List<Step> steps = new ArrayList<>();
        List<Sending> bad =
                incident.sendings().stream()
                        .filter(each -> !each.isClean() && each.fate() != Fate.ADMITTED)
                        .toList();
        if (!bad.isEmpty() && !incident.quarantined()) {
            steps.add(
                    new Step(
                            "stop the server; it can be let start again",
                            copied.line("quarantine " + incident.server() + " --why TEXT")));
        }
        if (incident.quarantined()) {
            steps.add(
                    new Step(
                            "let it start again, once it is mended",
                            copied.line(
                                    "quarantine " + incident.server() + " --release --why TEXT")));
        }
        bad.stream()
                .filter(each -> each.fate().isOut())
                .findFirst()
                .or(() -> bad.stream().findFirst())
                .ifPresent(each ->
                        steps.add(
                                new Step(
                                        "see one of them whole, with the request as it was",
                                        copied.line("explain " + id(each)))));
        Version good = lastGood();
        if (good != null) {
            steps.add(
                    new Step(
                            "go back to the version that broke no rule",
                            copied.line(
                                    "add --replace --why TEXT --lock "
                                            + Copied.quoted(
                                                    good.accepted().getLast().event().lockfile())
                                            + " "
                                            + good.ref())));
        }
        steps.add(new Step("check the whole ledger", copied.line("verify")));
        return steps;
    }

    /** The mode that let something go; empty where none did. */
    List<String> modes() {
        return incident.sendings().stream()
                .filter(each -> each.fate().isOut() && !each.isClean())
                .map(each -> Wording.word(each.judged().event().mode()))
                .distinct()
                .toList();
    }

    static String id(Sending sending) {
        Event.Judged judged = sending.judged().event();
        return judged.call() == null ? judged.effect().value() : judged.call().value();
    }

    /**
     * Where the version that stands accepted broke a rule: the last one before it that ran and
     * broke none.
     */
    private @Nullable Version lastGood() {
        Version stands = null;
        Version good = null;
        for (Version each : incident.versions()) {
            if (!each.accepted().isEmpty() && lastAccepted(each) > lastAccepted(stands)) {
                stands = each;
            }
        }
        if (stands == null || stands.firstBad() == null) {
            return null;
        }
        for (Version each : incident.versions()) {
            boolean clean = each.firstBad() == null && each.exchanges() > 0;
            if (clean && lastAccepted(each) > lastAccepted(good)) {
                good = each;
            }
        }
        return good;
    }

    private static long lastAccepted(@Nullable Version version) {
        return version == null || version.accepted().isEmpty()
                ? -1
                : version.accepted().getLast().index();
    }
}
