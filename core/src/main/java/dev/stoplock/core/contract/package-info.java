/**
 * Question: is every value that leaves explained by what was asked?
 *
 * <p>The default contract (EFFECTS) and the listed transforms. It says which values are explained
 * and by what; it does not decide what follows from that, which is policy's.
 */
@NullMarked
package dev.stoplock.core.contract;

import org.jspecify.annotations.NullMarked;
