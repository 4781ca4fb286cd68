package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.model.RuleId;

/**
 * Why something does not go on: code and enhanced code (RFC 3463) of the reply, rule and sentence.
 * {@code last}: what follows has no single reading any more, or is not wanted any more.
 */
record Fault(int code, String enhanced, String rule, String sentence, boolean last) {

    static Fault of(int code, String enhanced, String rule, String sentence) {
        return new Fault(code, enhanced, rule, sentence, false);
    }

    static Fault last(int code, String enhanced, String rule, String sentence) {
        return new Fault(code, enhanced, rule, sentence, true);
    }

    static Fault syntax(int code, String enhanced, String sentence) {
        return of(code, enhanced, "wire.smtp-syntax", sentence);
    }

    /** RFC 2920, 3.1: what changes the state of both sides is the last of its group. */
    static Fault ahead(String verb) {
        return last(
                554,
                "5.5.1",
                "wire.smtp-pipelining",
                "bytes came behind " + verb + " before it was answered");
    }

    SmtpStep.Refused step() {
        RuleId id = new RuleId(rule);
        return new SmtpStep.Refused(
                SmtpReply.refusal(code, enhanced, id, sentence), id, sentence, last);
    }
}
