/**
 * Question: what does a tool do, by what it was seen to do?
 *
 * <p>Makes a contract of samples: calls whose arguments nobody else would choose, and the effects
 * they led to. What it cannot lay to the call, a setting or a reply it asks about; a constant
 * destination is always a question. Compares what two versions were seen to do. This room runs
 * nothing and accepts nothing.
 */
@NullMarked
package dev.stoplock.core.contract.learn;

import org.jspecify.annotations.NullMarked;
