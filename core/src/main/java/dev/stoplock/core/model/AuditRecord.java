package dev.stoplock.core.model;

import java.time.Instant;

/** One entry of the ledger. */
public record AuditRecord(long index, Instant at, Event event) {}
