package dev.stoplock.core.audit.incident;

/** How a recipient stands to what was asked. */
public enum Standing {
    /** The call, a setting or an accepted constant explains it. */
    ASKED,
    /** The call, a setting or an accepted constant explains it, and the allowlist lacks it. */
    NOT_ALLOWED,
    /** Nobody asked for it. */
    NOT_ASKED,
    /** It cannot be told any more: the body that says so is gone. */
    UNKNOWN
}
