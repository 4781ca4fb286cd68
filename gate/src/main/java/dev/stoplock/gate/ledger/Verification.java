package dev.stoplock.gate.ledger;

import dev.stoplock.core.model.Digest;

/** What became of checking a whole ledger. */
public sealed interface Verification {

    /**
     * Every file of the log is the one that was signed, and every body that is there the one that
     * was kept. {@code bodiesErased} are absent. {@code segment} says that a write-ahead segment
     * exists (a gate is running, or stopped without closing); {@code waiting} newer records in it
     * are durable but not signed, and not covered by this answer.
     */
    record Good(long size, Digest root, int bodiesErased, boolean segment, long waiting)
            implements Verification {}

    /**
     * Something was changed, cut or removed: the sentence names the first bad record or the file.
     */
    record Bad(String sentence) implements Verification {}
}
