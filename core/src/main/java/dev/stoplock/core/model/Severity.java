package dev.stoplock.core.model;

/** How bad a finding is. */
public enum Severity {
    INFO,
    WARNING,
    HIGH
}
