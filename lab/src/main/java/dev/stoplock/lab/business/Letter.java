package dev.stoplock.lab.business;

/** A mail that is due: one recipient, a one-line subject, a plain-text body. */
public record Letter(String id, String to, String subject, String body) {

    public Letter {
        if (id.isBlank() || subject.isBlank() || body.isBlank()) {
            throw new IllegalArgumentException("a letter needs an id, a subject and a body");
        }
        int at = to.indexOf('@');
        if (at < 1
                || at == to.length() - 1
                || to.chars().anyMatch(c -> c <= ' ' || c == ',' || c == ';')) {
            throw new IllegalArgumentException(
                    "a letter goes to exactly one address, not to \"" + to + "\"");
        }
        if (subject.indexOf('\n') >= 0 || subject.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a subject is one line");
        }
    }

    /** Whether the subject holds the word the story's first mail needs. */
    public boolean isInvoice() {
        return subject.contains("invoice");
    }
}
