package dev.stoplock.lab.truth;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.util.Locale;

/** What a control did, in one word: the first that holds, from what was found and nothing else. */
public enum Word {
    /** The clean twin lost mails: the control breaks what it protects. */
    BROKEN("broken", "it lost mails that nobody had touched"),
    /** No copy arrived, and a record of this control says why. */
    STOPPED("stopped", "no copy left; how many of the mails arrived stands in the cell"),
    /** A copy left, and a finding named its address though nobody had searched. */
    SEEN("seen", "a copy left, and the control named its address without being asked"),
    /** A copy left, and its address stands in what this control wrote. */
    RECORDED("recorded", "a copy left, and is on record for whoever looks"),
    /** A copy left, and nothing else can be sent with what the server had. */
    BOUNDED(
            "bounded",
            "a copy left, but with what the server holds nobody can send mail from elsewhere"),
    /** A copy left, and nothing here shows it. */
    BLIND(
            "blind",
            "a copy left, and the control showed nothing of it: what it wrote, it writes for clean mails too");

    private final String word;
    private final String sentence;

    Word(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    public String word() {
        return word;
    }

    public String sentence() {
        return sentence;
    }

    public static Word parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * The word for these facts. Refuses ({@code story.not-measured}) where none holds: no copy left
     * and nothing says why, or nothing would have left without the control either.
     */
    public static Word of(Facts facts) throws Refused {
        if (facts.twinArrived() < facts.twinAsked()) {
            return BROKEN;
        }
        if (facts.copies() == 0) {
            if (facts.copiesWithout() == 0) {
                throw notMeasured("no copy leaves without the control either");
            }
            if (!facts.saysWhy()) {
                throw notMeasured("no copy left, and no record of this control says why");
            }
            return STOPPED;
        }
        if (facts.named() && !facts.twinFound()) {
            return SEEN;
        }
        if (facts.inItsRecord()) {
            return RECORDED;
        }
        return facts.bounded() ? BOUNDED : BLIND;
    }

    private static Refused notMeasured(String why) {
        return new Refused(
                Refusal.Exit.FAILED,
                "story.not-measured",
                "this cell has no word: " + why,
                "look at its folder; if it happens again, report it");
    }
}
