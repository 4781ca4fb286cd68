/**
 * Question: does anything of a request that its call does not explain get out?
 *
 * <p>Takes recorded requests of a real server, changes each of their atoms in turn, and sends the
 * results as bytes from inside the sandbox while the call is open. What must be denied follows from
 * what was changed and from a reading of the bytes that shares nothing with the gate's. It does not
 * judge: it counts what reached the stand-in.
 */
@NullMarked
package dev.stoplock.lab.mutation;

import org.jspecify.annotations.NullMarked;
