package dev.stoplock.gate.port;

import dev.stoplock.core.model.Refusal;

/**
 * Carries a refusal up to the door that tells someone. It has no stack trace: it is an answer, not
 * a bug.
 */
public final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public Refused(Refusal refusal) {
        super(refusal.rule() + ": " + refusal.sentence(), null, false, false);
        this.refusal = refusal;
    }

    public Refused(Refusal.Exit exit, String rule, String sentence, String hint) {
        this(Refusal.of(exit, rule, sentence, hint));
    }

    public Refusal refusal() {
        return refusal;
    }
}
