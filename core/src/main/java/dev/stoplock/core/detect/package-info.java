/**
 * Question: what is unlike yesterday?
 *
 * <p>Detectors as pure folds over the ledger's records: no clock, no randomness, time only from the
 * records, so that whoever folds the same log gets the same findings. A finding is shown to a
 * person; nothing here allows or denies.
 */
@NullMarked
package dev.stoplock.core.detect;

import org.jspecify.annotations.NullMarked;
