package dev.stoplock.core.model;

/** What kind of thing a leaf value of an effect is (EFFECTS: atom). */
public enum AtomClass {
    /** Where it goes, who gets it, or what selects either. */
    DESTINATION,
    /** What authorises it. */
    CREDENTIAL,
    /** Subject, body, attachment, parameters. */
    CONTENT,
    /** Flags, ids, timestamps, closed-list headers. */
    META
}
