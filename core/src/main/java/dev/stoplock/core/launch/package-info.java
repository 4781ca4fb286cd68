/**
 * Question: from a lock entry and what holds of its grant, what is started, with which environment,
 * seeing which files?
 *
 * <p>The answer is data, a launch plan. Nothing is started, mounted or looked at here, and no real
 * secret is ever seen.
 */
@NullMarked
package dev.stoplock.core.launch;

import org.jspecify.annotations.NullMarked;
