package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.Departures;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.report.Sentences;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person needs to know of a log, one line per thing that matters: a fold over its records,
 * in which an exchange and its outcome are one. Sentences hold text of others as it is; whoever
 * prints them makes it visible.
 */
final class Lines {

    private static final int MOST_NAMED = 3;

    /** How a line is marked. */
    enum Mark {
        GOOD("✓"),
        DENIED("✕"),
        HELD("⏸"),
        LOUD("!"),
        QUIET("·");

        private final String sign;

        Mark(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /** One line; {@code call} or {@code effect} is what {@code explain} wants. */
    record Line(
            AuditRecord record,
            Mark mark,
            String word,
            @Nullable ServerName server,
            String sentence,
            @Nullable CallId call,
            @Nullable EffectId effect,
            @Nullable RuleId rule,
            List<String> recipients) {
        Line {
            recipients = List.copyOf(recipients);
        }

        /** The id to paste into {@code explain}, or null. */
        @Nullable String id() {
            return call != null ? call.value() : effect == null ? null : effect.value();
        }
    }

    private final Departures departures = new Departures();

    /** What left and what may have, of all records so far. */
    Departures departures() {
        return departures;
    }

    /** The line that this record completes, or null. */
    @Nullable Line step(AuditRecord record) {
        Departures.Departure departure = departures.step(record);
        return switch (record.event()) {
            case Event.Judged judged -> judged.leaves() ? null : denied(record, judged);
            case Event.Outcome outcome -> departure == null ? null : left(record, departure);
            case Event.Refused refused ->
                    line(
                            record,
                            Mark.DENIED,
                            "refused",
                            refused.server(),
                            refused.sentence(),
                            refused.rule());
            case Event.Found found ->
                    new Line(
                            record,
                            Mark.LOUD,
                            "finding",
                            found.server(),
                            found.sentence(),
                            found.call(),
                            null,
                            found.rule(),
                            List.of());
            case Event.Tripped tripped ->
                    new Line(
                            record,
                            Mark.LOUD,
                            "breaker",
                            tripped.server(),
                            tripped.sentence(),
                            tripped.call(),
                            null,
                            tripped.rule(),
                            List.of());
            case Event.Launched launched ->
                    line(
                            record,
                            Mark.QUIET,
                            "started",
                            launched.server(),
                            launched.ref()
                                    + " for "
                                    + launched.agent()
                                    + " (self-declared), instance "
                                    + launched.instance(),
                            null);
            case Event.Exited exited ->
                    line(
                            record,
                            Mark.QUIET,
                            "ended",
                            exited.server(),
                            without(exited.reason()) + ", instance " + exited.instance(),
                            null);
            case Event.Quarantined quarantined ->
                    line(
                            record,
                            Mark.HELD,
                            "quarantined",
                            quarantined.server(),
                            "by " + quarantined.by() + " (self-declared): " + quarantined.why(),
                            null);
            case Event.Released released ->
                    line(
                            record,
                            Mark.QUIET,
                            "released",
                            released.server(),
                            "by " + released.by() + " (self-declared): " + released.why(),
                            null);
            case Event.Tiered tiered ->
                    line(
                            record,
                            Mark.QUIET,
                            tiered.mode() == Mode.ENFORCE ? "promoted" : "in report",
                            tiered.server(),
                            Sentences.of(tiered),
                            null);
            case Event.EntryAccepted accepted -> accepted(record, accepted);
            case Event.ReviewHeld held ->
                    line(
                            record,
                            Mark.HELD,
                            "held",
                            held.server(),
                            held.to() + ", " + held.from() + " stays locked: " + held.sentence(),
                            held.rule());
            case Event.LedgerOpened opened ->
                    line(
                            record,
                            Mark.QUIET,
                            "gate",
                            null,
                            opened.cutBytes() == 0
                                    ? "the gate started"
                                    : "the gate started after a crash; "
                                            + opened.cutBytes()
                                            + " bytes of a record nobody acted on were cut",
                            null);
            case Event.Stopped stopped ->
                    line(record, Mark.QUIET, "gate", null, "the gate stopped in order", null);
            case Event.CallOpened e -> null;
            case Event.CallClosed e -> null;
            case Event.SecretUsed e -> null;
        };
    }

    /** The reason of an end that somebody brought about begins with the word of the line. */
    private static String without(String reason) {
        return reason.startsWith("ended: ") ? reason.substring("ended: ".length()) : reason;
    }

    private static Line line(
            AuditRecord record,
            Mark mark,
            String word,
            @Nullable ServerName server,
            String sentence,
            @Nullable RuleId rule) {
        return new Line(record, mark, word, server, sentence, null, null, rule, List.of());
    }

    private static Line accepted(AuditRecord record, Event.EntryAccepted accepted) {
        String why = accepted.review().why().isEmpty() ? "" : ": " + accepted.review().why();
        String by = " by " + accepted.review().by() + " (self-declared)" + why;
        boolean replaced = accepted.from() != null && !accepted.from().equals(accepted.to());
        return line(
                record,
                replaced ? Mark.LOUD : Mark.QUIET,
                replaced ? "replaced" : "locked",
                accepted.server(),
                (replaced ? accepted.from() + " gave way to " : "") + accepted.to() + by,
                null);
    }

    private static Line denied(AuditRecord record, Event.Judged judged) {
        return of(
                record,
                judged,
                Mark.DENIED,
                "denied",
                what(judged) + ", nothing of it left: " + judged.sentence());
    }

    private static @Nullable Line left(AuditRecord record, Departures.Departure departure) {
        Event.Judged judged = departure.judged();
        Event.Outcome outcome = departure.outcome();
        boolean asked = judged.verdict().equals("allow");
        String mode = judged.mode().name().toLowerCase(Locale.ROOT);
        return switch (departure.fate()) {
            case ASKED ->
                    judged.mails() == 0
                            ? null
                            : taken(outcome)
                                    ? of(record, judged, Mark.GOOD, "sent", what(judged))
                                    : of(
                                            record,
                                            judged,
                                            Mark.LOUD,
                                            "not taken",
                                            what(judged)
                                                    + ": the service answered "
                                                    + outcome.status());
            case UNASKED ->
                    of(
                            record,
                            judged,
                            Mark.LOUD,
                            "LET GO",
                            what(judged)
                                    + " LEFT although nobody asked for that ("
                                    + mode
                                    + " mode): "
                                    + judged.sentence());
            case IN_DOUBT ->
                    of(
                            record,
                            judged,
                            Mark.LOUD,
                            "in doubt",
                            what(judged)
                                    + " may have left"
                                    + (asked ? "" : ", and nobody asked for it")
                                    + ": "
                                    + outcome.detail());
            case NOT_SENT ->
                    of(
                            record,
                            judged,
                            Mark.DENIED,
                            "not sent",
                            what(judged) + ": " + outcome.detail());
            case ADMITTED ->
                    asked
                            ? null
                            : of(
                                    record,
                                    judged,
                                    Mark.LOUD,
                                    "let go",
                                    what(judged) + " (" + mode + " mode): " + judged.sentence());
        };
    }

    private static boolean taken(Event.Outcome outcome) {
        return outcome.status() >= 200 && outcome.status() < 300;
    }

    private static Line of(
            AuditRecord record, Event.Judged judged, Mark mark, String word, String sentence) {
        return new Line(
                record,
                mark,
                word,
                judged.server(),
                sentence,
                judged.call(),
                judged.effect(),
                judged.rule(),
                judged.recipients());
    }

    /**
     * Threat: a batch of hundreds of addresses would scroll away the line that matters, or hide the
     * one among them that nobody asked for: those that are not explained come first.
     */
    private static String shortened(Event.Judged judged) {
        List<String> recipients =
                judged.recipients().stream()
                        .sorted(Comparator.comparing(each -> !isUnexplained(judged, each)))
                        .toList();
        int more = recipients.size() - MOST_NAMED;
        return String.join(", ", recipients.subList(0, Math.min(recipients.size(), MOST_NAMED)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static boolean isUnexplained(Event.Judged judged, String address) {
        String ending = " = " + Shown.text(address);
        return judged.unexplained().stream().anyMatch(each -> each.endsWith(ending));
    }

    /** What it was, in words: a mail and all who would get it, or the operation and where to. */
    private static String what(Event.Judged judged) {
        if (judged.mails() == 0) {
            return judged.operation() + " to " + judged.destination();
        }
        return (judged.mails() == 1 ? "mail to " : judged.mails() + " mails to ")
                + shortened(judged);
    }
}
