/**
 * Question: does the sandbox hold, on this very machine, against code that wants out?
 *
 * <p>Real namespaces and real processes; nothing is simulated.
 */
@NullMarked
package dev.stoplock.gate.sandbox;

import org.jspecify.annotations.NullMarked;
