package dev.stoplock.core.effect;

/** Ends the reading of an exchange inside this package; at its door it becomes a value. */
final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    private final String rule;
    private final String sentence;

    Unreadable(String rule, String sentence) {
        super(sentence, null, false, false);
        this.rule = rule;
        this.sentence = sentence;
    }

    String rule() {
        return rule;
    }

    String sentence() {
        return sentence;
    }
}
