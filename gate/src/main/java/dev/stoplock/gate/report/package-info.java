/**
 * Question: what does a person get to read of it, and pass on?
 *
 * <p>Documents made from the ledger and the bodies beside it, as text and as JSON with proofs: so
 * far the incident account of one server. Nothing is decided, recorded or changed here, and what a
 * server wrote is shown with nothing invisible in it.
 */
@NullMarked
package dev.stoplock.gate.report;

import org.jspecify.annotations.NullMarked;
