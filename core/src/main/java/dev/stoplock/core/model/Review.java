package dev.stoplock.core.model;

import java.time.Instant;

/** Who accepted a lock entry, when and why. Who is self-declared until identities come. */
public record Review(String by, boolean selfDeclared, String why, Instant at) {}
