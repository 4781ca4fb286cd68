/**
 * Question: what may one room of the gate ask of another?
 *
 * <p>Small interfaces and the values they pass. No room's work is done here.
 */
@NullMarked
package dev.stoplock.gate.port;

import org.jspecify.annotations.NullMarked;
