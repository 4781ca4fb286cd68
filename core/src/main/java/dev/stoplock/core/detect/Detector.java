package dev.stoplock.core.detect;

import dev.stoplock.core.model.AuditRecord;

/**
 * A fold over the records of a ledger. Pure: the same state and record give the same step, and a
 * state once given stays as it is.
 */
public interface Detector<S> {

    S start();

    Step<S> step(S state, AuditRecord record);
}
