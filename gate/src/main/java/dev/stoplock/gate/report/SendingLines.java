package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Dated;
import dev.stoplock.core.audit.incident.Sending;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Shown;
import java.util.List;
import java.util.stream.Collectors;

/** Judged exchanges as lines: whole where a rule was broken, one line each where none was. */
final class SendingLines {

    private static final int MOST_WHOLE = 20;
    private static final int MOST_BRIEF = 20;
    private static final int MOST_ASKED = 10;
    private static final int SUCCESS = 2;

    private final Sheet sheet;

    SendingLines(Sheet sheet) {
        this.sheet = sheet;
    }

    /** Whether upstream took it: an HTTP status of the 200s (RFC 9110, 15.3). */
    static boolean isAccepted(Sending sending) {
        Dated<Event.Outcome> outcome = sending.outcome();
        return outcome != null && outcome.event().status() / 100 == SUCCESS;
    }

    void section(String head, List<Sending> all) {
        if (all.isEmpty()) {
            return;
        }
        sheet.head(head);
        all.stream().limit(MOST_WHOLE).forEach(this::whole);
        more(all.size() - MOST_WHOLE);
    }

    void brief(String head, List<Sending> all) {
        if (all.isEmpty()) {
            return;
        }
        int mails = all.stream().mapToInt(each -> each.judged().event().mails()).sum();
        sheet.head(
                head
                        + ": "
                        + Wording.count(mails, "mail")
                        + " in "
                        + Wording.count(all.size(), "request"));
        all.stream().limit(MOST_BRIEF).forEach(this::brief);
        more(all.size() - MOST_BRIEF);
    }

    private void more(int rest) {
        if (rest > 0) {
            sheet.words(2, "and " + rest + " more: --json has them all");
        }
    }

    private void brief(Sending sending) {
        Event.Judged judged = sending.judged().event();
        String who =
                judged.recipients().isEmpty()
                        ? judged.operation()
                        : judged.recipients().stream()
                                        .limit(MOST_ASKED)
                                        .collect(Collectors.joining(" "))
                                + (judged.recipients().size() > MOST_ASKED
                                        ? " and "
                                                + (judged.recipients().size() - MOST_ASKED)
                                                + " more"
                                        : "");
        sheet.words(
                2,
                Wording.at(sending.at())
                        + " · "
                        + NextSteps.id(sending)
                        + " · "
                        + who
                        + subject(sending)
                        + (isAccepted(sending) ? "" : " · " + answer(sending)));
    }

    private static String subject(Sending sending) {
        List<String> subjects =
                sending.parts().stream()
                        .flatMap(part -> java.util.stream.Stream.ofNullable(part.subject()))
                        .toList();
        return subjects.isEmpty()
                ? ""
                : " · \""
                        + Shown.text(subjects.getFirst())
                        + "\""
                        + (subjects.size() > 1 ? " and " + (subjects.size() - 1) + " more" : "");
    }

    private void whole(Sending sending) {
        Event.Judged judged = sending.judged().event();
        sheet.words(2, Wording.at(sending.at()) + " · " + what(sending));
        Dated<Event.Launched> launched = sending.launched();
        sheet.field(
                6,
                "version",
                launched == null
                        ? "unknown: the start of instance " + judged.instance() + " is not recorded"
                        : launched.event().ref() + ", instance " + judged.instance());
        sheet.field(6, "to", Shown.line(judged.operation() + " at " + judged.destination()));
        new PartLines(sheet).lines(sending.parts());
        sheet.field(6, "verdict", verdict(judged));
        if (judged.leaves()) {
            sheet.field(6, "answer", answer(sending));
        }
        switch (sending.detail()) {
            case ERASED ->
                    sheet.field(
                            6,
                            "body",
                            "erased: subject and roles are not known any more, and who was asked for only as far as"
                                    + " the record lists it"
                                    + batch(judged));
            case UNREADABLE ->
                    sheet.field(
                            6,
                            "body",
                            "it was not kept in a readable form (a secret stood in it): only the record speaks"
                                    + batch(judged));
            case KEPT, NONE -> {}
        }
        sheet.field(6, "record", "#" + sending.judged().index());
    }

    private static String batch(Event.Judged judged) {
        return judged.mails() > 1
                ? "; which of its " + judged.mails() + " mails went to whom is not known any more"
                : "";
    }

    private static String what(Sending sending) {
        Event.Judged judged = sending.judged().event();
        if (judged.call() == null) {
            return "effect " + judged.effect() + ", in no call";
        }
        Dated<Event.CallOpened> call = sending.call();
        return Sentences.within(judged.call())
                + (call == null
                        ? ""
                        : ": "
                                + Shown.text(call.event().tool())
                                + ", asked by "
                                + Shown.text(call.event().agent().value())
                                + " (self-declared)");
    }

    private static String verdict(Event.Judged judged) {
        boolean letGo = judged.verdict().equals("deny") && judged.leaves();
        return judged.verdict()
                + (letGo ? ", let go by mode " + Wording.word(judged.mode()) : "")
                + ": "
                + judged.rule()
                + ": "
                + Shown.line(judged.sentence());
    }

    private static String answer(Sending sending) {
        Dated<Event.Outcome> outcome = sending.outcome();
        if (outcome == null) {
            return "none is recorded (yet): it may have left";
        }
        Event.Outcome event = outcome.event();
        return switch (sending.fate()) {
            case LEFT ->
                    event.status()
                            + (isAccepted(sending)
                                    ? ": upstream took it"
                                    : ": upstream has it, and answered with an error");
            case IN_DOUBT -> event.outcome() + ": " + Shown.line(event.detail());
            case FAILED, ADMITTED, DENIED -> event.outcome() + ": " + Shown.line(event.detail());
        };
    }
}
