/**
 * Question: what would these messages do?
 *
 * <p>Adapters read whole exchanges into effects, atom by atom; whatever has no single reading is
 * unreadable, whatever no adapter knows is an exchange nobody knows. It does not ask whether
 * anything was wanted.
 */
@NullMarked
package dev.stoplock.core.effect;

import org.jspecify.annotations.NullMarked;
