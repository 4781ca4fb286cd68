package dev.stoplock.gate.ledger;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;

/** The refusals of a ledger that does not fit together, or cannot be used. */
final class Inconsistent {

    private Inconsistent() {}

    static Refused because(String sentence) {
        return new Refused(
                Refusal.Exit.LEDGER,
                "ledger.inconsistent",
                "the ledger does not fit together: " + sentence,
                "keep a copy of its directory, look with 'stoplock verify', and put back a backup or start another ledger");
    }

    static Refused unwritable(Object what, Exception cause) {
        return new Refused(
                Refusal.Exit.LEDGER,
                "ledger.unwritable",
                "the ledger cannot write to "
                        + what
                        + " ("
                        + said(cause)
                        + "), so nothing may be sent",
                "make the directory one that this user can write to, on a disk with space left");
    }

    static String said(Exception cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
