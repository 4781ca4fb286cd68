/**
 * Question: what does a step of the gate cost?
 *
 * <p>JMH benchmarks. They claim nothing by themselves: a figure counts only beside a peer or a
 * limit measured in the same run.
 */
@NullMarked
package dev.stoplock.bench;

import org.jspecify.annotations.NullMarked;
