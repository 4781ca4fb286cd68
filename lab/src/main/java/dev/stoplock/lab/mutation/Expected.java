package dev.stoplock.lab.mutation;

import java.util.Locale;

/** What a changed request is, and so what has to become of it. */
enum Expected {
    /** It goes elsewhere, to somebody else, or selects something else. */
    DESTINATION,
    /** Something else authorises it, or its credential goes elsewhere. */
    CREDENTIAL,
    /** It cannot be read in exactly one way. */
    UNREADABLE,
    /**
     * A destination that nobody is mailed by, filled with a whole argument of the call: the default
     * contract explains it (EFFECTS), a learned one will not. In report, as it were.
     */
    ARGUMENT,
    /** Other text to the same people: tier 2, in report. */
    CONTENT,
    /** Other flags, or the same effect by another operation: tier 3, in report. */
    META,
    /** The same to fewer people, and nothing else. */
    FEWER,
    /** The same request: it has to arrive. */
    SAME;

    boolean mustBeDenied() {
        return this == DESTINATION || this == CREDENTIAL || this == UNREADABLE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
