/**
 * Question: what does each control alone do against the backdoor, measured?
 *
 * <p>Plays one incident in four variants behind one control at a time, each beside a clean twin,
 * and computes one word for each cell from mailboxes and records. No word stands anywhere as data.
 * It does not know what it is expected to find.
 */
@NullMarked
package dev.stoplock.lab.truth;

import org.jspecify.annotations.NullMarked;
