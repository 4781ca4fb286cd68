package dev.stoplock.gate.report.casefile;

import org.jspecify.annotations.Nullable;

/**
 * What one run did, in sentences that hold for the switches it was played with: beside the case's
 * own words, which tell the incident as it was. Everything is read from the run's document.
 */
public record InThisRun(CaseDocument run) {

    private static final String FIRST_INSTALL = "B";

    /** What this run did in a step. Throws IllegalArgumentException where there is no such step. */
    public String step(int number) {
        return switch (number) {
            case 1 -> setup();
            case 2 ->
                    isUpdate()
                            ? "Both sides sent their first mails with 1.0.15, to one recipient each."
                                    + " What is counted below came after the update, unless it says \"in"
                                    + " all\"."
                            : "There was no such time: in this run 1.0.15 has the added line and"
                                    + " copies mail from the first day on.";
            case 3 -> update();
            case 4 ->
                    "The agent asked for "
                            + mails(run.with().asked())
                            + " on each side, the same ones both times, to one recipient each.";
            case 5 -> copy();
            case 6 ->
                    "Of the "
                            + mails(run.without().asked())
                            + " that were asked for on each side, the stranger holds "
                            + run.without().stranger()
                            + " without Stoplock and "
                            + run.with().stranger()
                            + " behind the gate.";
            default -> throw new IllegalArgumentException("there is no step " + number);
        };
    }

    /** What a component did behind the gate; null where it did what it always does. */
    public @Nullable String part(String component) {
        return switch (component) {
            case "registry" ->
                    !isUpdate()
                            ? "It gave out a version that copies mail from the first day on."
                            : isKept()
                                    ? "It offered 1.0.16 here too, and nobody took it."
                                    : "It gave out 1.0.16, and somebody in a hurry accepted it.";
            case "runtime" ->
                    isKept()
                            ? "It started 1.0.15 from the bytes that were accepted, though the"
                                    + " lab's registry had 1.0.16 as the newest."
                            : "It started the version with the added line, whose bytes had been"
                                    + " accepted.";
            case "server" ->
                    isKept()
                            ? "It was still 1.0.15, which adds nobody."
                            : "It was the version with the added line. What came of its requests"
                                    + " is counted here.";
            case "model" ->
                    switch (run.agent()) {
                        case "script" ->
                                "A script of the lab stood in its place: it asks for the due"
                                        + " letters, and then for one mail each. No model was asked.";
                        case "model" -> "A real model chose the calls: one was set for this run.";
                        case null, default -> null;
                    };
            case "identity" ->
                    run.off().contains("credential")
                            ? "The real token was handed to the server, since the control that"
                                    + " keeps it back was off."
                            : "The server held a worthless stand-in. The gate put the real token"
                                    + " into the requests that it let go.";
            case "api" ->
                    run.with().stranger() == 0
                            ? "It got no mail that names the stranger."
                            : "It got "
                                    + mails(run.with().stranger())
                                    + " that named the stranger too, and delivered to both.";
            case "mailbox" ->
                    run.with().stranger() == 0
                            ? "Nothing arrived here."
                            : mails(run.with().stranger()) + " arrived here.";
            default -> null;
        };
    }

    /** From when on mails, calls and records are counted. */
    public String counted() {
        return isUpdate() ? "from the update on" : "from the first mail on";
    }

    private boolean isUpdate() {
        return !run.variant().equals(FIRST_INSTALL);
    }

    /** Whether the version that had earned trust went on behind the gate. */
    private boolean isKept() {
        return isUpdate() && (!run.off().contains("pin") || isHeld());
    }

    /** Whether a review beside the accepted version held the update. */
    private boolean isHeld() {
        return run.records().values().stream()
                .anyMatch(record -> "review-held".equals(record.text("type")));
    }

    private String setup() {
        String token =
                run.off().contains("credential")
                        ? " The real token went to the server behind the gate as well: the control"
                                + " \"credential\" was off."
                        : " The real token stayed at the gate.";
        return (isUpdate()
                        ? "Without Stoplock 1.0.15 was installed by its name. At the gate the same"
                                + " version was accepted by its bytes."
                        : "In this run 1.0.15 has the added line already, so the bytes that were"
                                + " accepted at the gate have it too.")
                + token;
    }

    private String update() {
        if (!isUpdate()) {
            return "There was no update: 1.0.15 had the added line from the first day on.";
        }
        String line =
                switch (run.variant()) {
                    case "C" -> " The added address lies in a domain to which mail goes every day.";
                    case "D" ->
                            " The added line copies only mails with \"invoice\" in the subject.";
                    default -> "";
                };
        return (isKept()
                        ? "Without Stoplock 1.0.16 was installed. At the gate "
                                + (isHeld()
                                        ? "both versions did the same made-up work first, the copy"
                                                + " showed, 1.0.16 was held"
                                        : "it was refused")
                                + ", and 1.0.15 went on working."
                        : "1.0.16 was installed on both sides: the control \"pin\" was off, so at"
                                + " the gate somebody in a hurry accepted it.")
                + line;
    }

    private String copy() {
        String alone =
                "Without Stoplock "
                        + run.without().stranger()
                        + " of "
                        + mails(run.without().asked())
                        + " went to the stranger too.";
        if (isKept() && run.with().stranger() == 0) {
            return alone
                    + " Behind the gate 1.0.15 was sending, so there was no copy to find, and the"
                    + " verdict below is that on an honest mail. To see what the gate does with a copy,"
                    + " play the case with the controls \"pin\" and \"behaviour-diff\" off: then 1.0.16"
                    + " runs behind the gate too.";
        }
        return alone
                + " Behind the gate "
                + (run.with().denied() == 0
                        ? "nothing was refused"
                        : run.with().denied()
                                + " of "
                                + mails(run.with().asked())
                                + " were refused")
                + (run.with().stranger() == 0
                        ? ", and no copy got out."
                        : ", and " + run.with().stranger() + " went to the stranger too.");
    }

    private static String mails(int number) {
        return number + (number == 1 ? " mail" : " mails");
    }
}
