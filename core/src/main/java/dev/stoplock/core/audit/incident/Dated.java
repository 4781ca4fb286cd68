package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Event;
import java.time.Instant;

/** An event with the index and time of its record. */
public record Dated<E extends Event>(long index, Instant at, E event) {}
