/**
 * Question: what do the records so far say, folded?
 *
 * <p>Runs the detectors and keeps the limits, both folds over the ledger that begin anew at each
 * start. It decides nothing of its own: the folds are {@code core}'s, and who asked for leave
 * obeys.
 */
@NullMarked
package dev.stoplock.gate.detect;

import org.jspecify.annotations.NullMarked;
