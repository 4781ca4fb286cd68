package dev.stoplock.core.model;

/** Rules a user may set a mode for, together. {@code ALWAYS} refuses in every mode. */
public enum RuleGroup {
    HOST,
    CONTRACT,
    RECIPIENTS,
    CREDENTIAL,
    ALWAYS
}
