package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Dated;
import dev.stoplock.core.audit.incident.Fate;
import dev.stoplock.core.audit.incident.Incident;
import dev.stoplock.core.audit.incident.Reached;
import dev.stoplock.core.audit.incident.SecretUse;
import dev.stoplock.core.audit.incident.Sending;
import dev.stoplock.core.audit.incident.Standing;
import dev.stoplock.core.audit.incident.Version;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.port.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The account as a person reads it: whether anything left first, then who got what they should not.
 */
final class IncidentText {

    private static final int MOST_CALLS = 12;
    private static final int MOST_SINGLE = 20;

    private final IncidentReport report;
    private final Incident incident;
    private final Copied copied;
    private final Sheet sheet = new Sheet();
    private final SendingLines sendings = new SendingLines(sheet);

    IncidentText(IncidentReport report, Copied copied) {
        this.report = report;
        this.incident = report.incident();
        this.copied = copied;
    }

    List<String> lines() throws Refused {
        // each proof is checked, whether or not it is printed
        for (long index : IncidentJson.named(incident)) {
            report.snapshot().proof(index);
        }
        first();
        who("who got what they should not", Standing.NOT_ASKED, "nobody asked for it");
        who(
                "who got what the allowlist does not let them have",
                Standing.NOT_ALLOWED,
                "asked for, but not on the allowlist");
        who(
                "who got mails of which it cannot be told any more whether they were asked for",
                Standing.UNKNOWN,
                "the bodies that say so are gone");
        sendings.section("left against a rule, since its mode let it go", letGo(Fate.LEFT));
        sendings.section("in doubt: each of these may have left", incident.with(Fate.IN_DOUBT));
        sendings.section("denied: nothing of these left", incident.with(Fate.DENIED));
        sendings.section("failed on the way: nothing of these left", incident.with(Fate.FAILED));
        sendings.section("let through, to be judged request by request", letGo(Fate.ADMITTED));
        sendings.brief("left as asked", clean());
        secrets();
        versions();
        others();
        proof();
        next();
        return sheet.lines();
    }

    private List<Sending> letGo(Fate fate) {
        return incident.letGo(fate);
    }

    private List<Sending> clean() {
        return incident.with(Fate.LEFT).stream().filter(Sending::isClean).toList();
    }

    private void first() {
        sheet.words(0, new Headline(incident, report.waiting()).sentence());
        List<Sending> answeredNo =
                letGo(Fate.LEFT).stream().filter(each -> !SendingLines.isAccepted(each)).toList();
        if (!answeredNo.isEmpty()) {
            sheet.words(
                    0,
                    Wording.count(answeredNo.size(), "request")
                            + " that left against a rule "
                            + (answeredNo.size() == 1 ? "was" : "were")
                            + " answered with an error: upstream has the addresses, but may have mailed nobody");
        }
        if (report.waiting() > 0) {
            sheet.words(
                    0,
                    Wording.count((int) report.waiting(), "newer record")
                            + " wait unsigned and are not in this account: start the gate and ask again:");
            sheet.copied(2, copied.line("up"));
        }
        int bytes =
                incident.sendings().stream()
                        .filter(each -> each.fate().isOut())
                        .mapToInt(each -> each.judged().event().unjudgedBytes())
                        .sum();
        sheet.words(
                0,
                incident.server()
                        + ": "
                        + Wording.count(incident.with(Fate.LEFT).size(), "request")
                        + " left, "
                        + incident.with(Fate.DENIED).size()
                        + " denied, "
                        + incident.with(Fate.IN_DOUBT).size()
                        + " in doubt, "
                        + incident.with(Fate.FAILED).size()
                        + " failed; subjects, texts and other content are not judged ("
                        + bytes
                        + " bytes left); times are UTC");
        if (incident.quarantined()) {
            sheet.words(0, "it is quarantined");
        }
    }

    private void who(String head, Standing standing, String how) {
        List<Reached> all = incident.reached(standing);
        if (all.isEmpty()) {
            return;
        }
        sheet.head(head);
        Map<List<String>, List<String>> same = new LinkedHashMap<>();
        for (Reached reached : all) {
            same.computeIfAbsent(
                            List.of(got(reached, how), calls(reached)), key -> new ArrayList<>())
                    .add(reached.address());
        }
        same.forEach((said, addresses) -> {
            if (addresses.size() > MOST_SINGLE) {
                sheet.words(2, addresses.size() + " addresses, each with the same:");
                sheet.words(2, String.join(" ", addresses));
            } else {
                addresses.forEach(address -> sheet.words(2, address));
            }
            said.forEach(line -> sheet.words(6, line));
        });
    }

    private static String got(Reached reached, String how) {
        return mails(reached)
                + roles(reached)
                + ", "
                + Wording.between(reached.first(), reached.last())
                + "; "
                + how;
    }

    private static String calls(Reached reached) {
        String calls =
                reached.calls().stream()
                        .limit(MOST_CALLS)
                        .map(call -> call.value())
                        .collect(Collectors.joining(" "));
        int more = reached.calls().size() - MOST_CALLS;
        return reached.calls().isEmpty()
                ? "in no call"
                : "in " + calls + (more > 0 ? " and " + more + " more calls" : "");
    }

    private static String mails(Reached reached) {
        String left = reached.left().isNone() ? "" : Wording.count(reached.left(), "mail");
        String doubtful =
                reached.doubtful().isNone()
                        ? ""
                        : Wording.count(reached.doubtful(), "mail") + " that may have left";
        return left + (left.isEmpty() || doubtful.isEmpty() ? "" : ", ") + doubtful;
    }

    private static String roles(Reached reached) {
        return reached.roles().isEmpty()
                ? ""
                : " as "
                        + reached.roles().stream()
                                .sorted()
                                .map(role -> role.label())
                                .collect(Collectors.joining(" and "));
    }

    private void secrets() {
        if (incident.secrets().isEmpty()) {
            return;
        }
        sheet.head("secrets used");
        for (SecretUse use : incident.secrets()) {
            sheet.words(
                    2,
                    use.secret()
                            + " for "
                            + use.destination()
                            + ": put in "
                            + Wording.times(use.uses().size())
                            + ", "
                            + Wording.range(use.first(), use.last())
                            + "; "
                            + use.out()
                            + " of these requests left or may have left");
            int number = 1;
            for (String step : new Rotation(report.home(), use).steps()) {
                sheet.words(6, number++ + ". " + step);
            }
        }
        sheet.words(2, "is that needed? " + Rotation.WHEN);
    }

    private void versions() {
        sheet.head("versions");
        for (Version version : incident.versions()) {
            sheet.words(2, version.ref().toString());
            sheet.words(6, version.tree().toString());
            for (Dated<Event.EntryAccepted> each : version.accepted()) {
                Event.EntryAccepted entry = each.event();
                sheet.field(
                        6,
                        "accepted",
                        Wording.whole(each.at())
                                + (entry.from() == null ? "" : " over " + entry.from())
                                + " by "
                                + Shown.text(entry.review().by())
                                + " (self-declared): "
                                + (entry.review().why().isEmpty()
                                        ? "no reason given"
                                        : Shown.text(entry.review().why()))
                                + "; record #"
                                + each.index());
            }
            sheet.field(6, "ran", ran(version));
            Dated<Event.Judged> bad = version.firstBad();
            Duration after = version.untilBad();
            sheet.field(
                    6,
                    "rules",
                    bad == null
                            ? "it broke none"
                            : "first broken "
                                    + Wording.whole(bad.at())
                                    + (after == null
                                            ? ""
                                            : ", " + Wording.span(after) + " after it was accepted")
                                    + ": "
                                    + bad.event().rule()
                                    + (bad.event().leaves() ? ", let go" : ", denied")
                                    + "; record #"
                                    + bad.index());
        }
    }

    private static String ran(Version version) {
        if (version.launched().isEmpty()) {
            return "it never ran";
        }
        Instant first = version.launched().getFirst().at();
        return Wording.times(version.launched().size())
                + ", first "
                + Wording.whole(first)
                + "; "
                + Wording.count(version.exchanges(), "exchange")
                + " judged";
    }

    private void others() {
        if (!incident.findings().isEmpty()) {
            sheet.head("findings");
            for (Dated<Event.Found> each : incident.findings()) {
                row(each, each.event().rule() + ": " + Shown.line(each.event().sentence()));
            }
        }
        if (!incident.breakers().isEmpty()) {
            sheet.head("breakers that opened");
            for (Dated<Event.Tripped> each : incident.breakers()) {
                row(each, each.event().rule() + ": " + Shown.line(each.event().sentence()));
            }
        }
        if (!incident.standings().isEmpty()) {
            sheet.head("quarantine");
            incident.standings().forEach(each -> row(each, standing(each.event())));
        }
        if (!incident.refusals().isEmpty()) {
            sheet.head("refused besides");
            for (Dated<Event.Refused> each : incident.refusals()) {
                row(each, each.event().rule() + ": " + Shown.line(each.event().sentence()));
            }
        }
    }

    private static String standing(Event event) {
        return switch (event) {
            case Event.Quarantined e ->
                    "quarantined by " + Shown.text(e.by()) + ": " + Shown.line(e.why());
            case Event.Released e ->
                    "released by " + Shown.text(e.by()) + ": " + Shown.line(e.why());
            default -> throw new IllegalArgumentException("not about a quarantine");
        };
    }

    private void row(Dated<?> each, String said) {
        sheet.words(2, Wording.at(each.at()) + " · #" + each.index() + " · " + said);
    }

    private void next() {
        NextSteps steps = new NextSteps(incident, copied);
        sheet.head("next");
        if (!steps.modes().isEmpty()) {
            sheet.words(
                    2,
                    "what left against a rule left because its mode is "
                            + String.join(" and ", steps.modes())
                            + ": to stop it, take it out of servers."
                            + incident.server()
                            + ".modes in "
                            + report.home().configFile()
                            + " and restart the server");
        }
        for (NextSteps.Step step : steps.commands()) {
            sheet.words(2, step.purpose() + ":");
            sheet.copied(6, step.command());
        }
    }

    private void proof() {
        sheet.head("proof");
        sheet.words(
                2,
                "the ledger was verified, and each record named by # here was proven to be in its signed checkpoint of "
                        + report.snapshot().checkpoint().size()
                        + " records, root");
        sheet.words(2, report.snapshot().checkpoint().root().toString());
        sheet.words(
                2,
                "to check one offline: --json holds each record with its proof (c2sp.org/tlog-proof); the log's key is"
                        + " "
                        + report.home().keys().resolve("ledger.vkey"));
    }
}
