package dev.stoplock.lab.corpus;

/** A case that cannot be read: one sentence that begins with file and line. */
final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
