package dev.stoplock.core.model;

/**
 * How strictly a verdict binds: enforce it; report it and let the effect go; or only record what
 * went.
 */
public enum Mode {
    ENFORCE,
    REPORT,
    OPEN
}
