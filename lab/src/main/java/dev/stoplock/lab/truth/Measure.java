package dev.stoplock.lab.truth;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.policy.Rules;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.truth.Cell.Evidence;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one control did to one run, read from that run, its clean twin and the run without it. */
final class Measure {

    private final Control control;
    private final Variant variant;
    private final String stranger;
    private final Ran run;
    private final Ran twin;
    private final Ran without;

    Measure(Control control, Variant variant, String stranger, Ran run, Ran twin, Ran without) {
        this.control = control;
        this.variant = variant;
        this.stranger = stranger;
        this.run = run;
        this.twin = twin;
        this.without = without;
    }

    Cell cell() throws IOException, Refused {
        List<Evidence> why = why();
        List<Evidence> findings = findings(run, stranger);
        List<Evidence> recorded = recorded();
        int copies = run.holds(stranger);
        Word word =
                Word.of(
                        new Facts(
                                copies,
                                without.holds(stranger),
                                twin.asked(),
                                twin.intended(),
                                !why.isEmpty(),
                                !findings.isEmpty(),
                                !findings(twin, "").isEmpty(),
                                !recorded.isEmpty(),
                                run.outside().bounded()));
        List<Evidence> evidence = new ArrayList<>();
        evidence.addAll(why);
        evidence.addAll(findings);
        evidence.addAll(recorded);
        evidence.add(
                new Evidence.InFile(
                        run.folder().resolve(Ran.MAILS),
                        copies
                                + " of "
                                + run.asked()
                                + " mails are in the mailbox of "
                                + Shown.line(stranger)
                                + " too"));
        evidence.add(
                new Evidence.InFile(
                        twin.folder().resolve(Ran.MAILS),
                        twin.intended()
                                + " of "
                                + twin.asked()
                                + " mails arrived in the clean twin"));
        if (word == Word.BOUNDED || word == Word.BLIND) {
            // what these two words are told apart by; under another it decides nothing
            evidence.add(new Evidence.InFile(run.folder().resolve(Ran.RUN), outside()));
        }
        Instant ran = run.at().isBefore(twin.at()) ? run.at() : twin.at();
        return new Cell(
                control.id(),
                variant,
                word,
                run.asked(),
                run.intended(),
                copies,
                twin.asked() - twin.intended(),
                ran,
                evidence);
    }

    private String outside() {
        Outsider.Attempt attempt = run.outside();
        return "the lab, in the part of the server's author, tried to send a mail from outside with"
                + " each of the "
                + attempt.tried()
                + " values that the server held: "
                + (attempt.sent() == 0
                        ? "the mail API refused them all"
                        : "the mail API took " + attempt.sent() + " of them")
                + "; it answered the same request with the real token with status "
                + attempt.real();
    }

    /** The records of this control that say why no copy left. */
    private List<Evidence> why() {
        return switch (control.own()) {
            case Control.Own.Launches l -> launches();
            case Control.Own.Holds h -> holds();
            case Control.Own.Denials(RuleGroup group) -> denials(group);
            case Control.Own.Findings f -> List.of();
            case Control.Own.Records r -> List.of();
            case Control.Own.Prompts p -> List.of();
            case Control.Own.AgentLog a -> List.of();
            case Control.Own.Nothing n -> List.of();
        };
    }

    /** Where there was an update, the locked bytes ran in its place. */
    private List<Evidence> launches() {
        List<Evidence> found = new ArrayList<>();
        for (AuditRecord record : run.counted()) {
            if (variant.isUpdate()
                    && record.event() instanceof Event.Launched launched
                    && launched.ref().version().equals(PostmarkPackage.BEFORE)
                    && run.startedWhatWasLocked(record)) {
                found.add(
                        at(
                                record,
                                "started "
                                        + launched.ref()
                                        + " from the locked bytes "
                                        + launched.tree()
                                        + " (that "
                                        + PostmarkPackage.AFTER
                                        + " was the newest then, the lab's registry knows,"
                                        + " and not this record)"));
            }
        }
        return found;
    }

    /** A version that was not accepted is on record before the time that counts. */
    private List<Evidence> holds() {
        List<Evidence> found = new ArrayList<>();
        for (AuditRecord record : run.records()) {
            if (record.event() instanceof Event.ReviewHeld held
                    && held.differences().stream().anyMatch(each -> each.contains(stranger))) {
                found.add(at(record, held.rule() + ": " + held.sentence()));
            }
        }
        return found;
    }

    private List<Evidence> denials(RuleGroup group) {
        List<Evidence> found = new ArrayList<>();
        for (AuditRecord record : run.counted()) {
            if (record.event() instanceof Event.Judged judged
                    && !judged.leaves()
                    && Rules.group(judged.rule()) == group
                    && judged.recipients().contains(stranger)) {
                found.add(at(record, judged.rule() + ": " + judged.sentence()));
            }
        }
        return found;
    }

    /** The findings of detectors that name an address; all of them for none. */
    private List<Evidence> findings(Ran of, String address) {
        if (!(control.own() instanceof Control.Own.Findings)) {
            return List.of();
        }
        List<Evidence> all = new ArrayList<>();
        for (AuditRecord record : of.counted()) {
            if (record.event() instanceof Event.Found found
                    && found.id() != null
                    && found.sentence().contains(address)) {
                all.add(
                        new Evidence.InLedger(
                                of.home(), record.index(), found.rule() + ": " + found.sentence()));
            }
        }
        return all;
    }

    private List<Evidence> recorded() throws IOException {
        return switch (control.own()) {
            case Control.Own.Records r -> ledger();
            case Control.Own.Prompts p -> file(Ran.PROMPTS, "a prompt shows the address");
            case Control.Own.AgentLog a -> file(Ran.LOG, "the agent's log holds the address");
            case Control.Own.Launches l -> List.of();
            case Control.Own.Holds h -> List.of();
            case Control.Own.Denials d -> List.of();
            case Control.Own.Findings f -> List.of();
            case Control.Own.Nothing n -> List.of();
        };
    }

    private List<Evidence> ledger() {
        List<Evidence> found = new ArrayList<>();
        for (AuditRecord record : run.counted()) {
            if (record.event() instanceof Event.Judged judged
                    && judged.recipients().contains(stranger)) {
                found.add(
                        at(
                                record,
                                "a mail to "
                                        + Shown.line(String.join(", ", judged.recipients()))
                                        + (judged.call() == null
                                                ? ""
                                                : " in call " + judged.call())));
            }
        }
        return found;
    }

    private List<Evidence> file(String name, String says) throws IOException {
        return run.mentions(name, stranger)
                ? List.of(new Evidence.InFile(run.folder().resolve(name), says))
                : List.of();
    }

    private Evidence at(AuditRecord record, String says) {
        return new Evidence.InLedger(run.home(), record.index(), Shown.line(says));
    }
}
