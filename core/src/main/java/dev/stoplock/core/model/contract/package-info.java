/**
 * Question: what may a tool do, as a person accepted it?
 *
 * <p>The nouns of a learned contract (EFFECTS, "Contract"): the effects that each tool may cause,
 * the values that each of them may hold, and where each value comes from. This room explains
 * nothing and learns nothing: {@code core.contract} does.
 */
@NullMarked
package dev.stoplock.core.model.contract;

import org.jspecify.annotations.NullMarked;
