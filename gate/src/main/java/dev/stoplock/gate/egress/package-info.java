/**
 * Question: how do bytes get from a sandbox to the world and back, and are they what was judged?
 *
 * <p>Names and connections of a sandbox are captured, TLS ends here, what a request says is read
 * and judged, and exactly those bytes go on over a connection the gate itself dialled and whose
 * certificate it checked. This room decides nothing: what bytes mean and whether they may leave is
 * core's to say.
 */
@NullMarked
package dev.stoplock.gate.egress;

import org.jspecify.annotations.NullMarked;
