/**
 * Question: what is a run of the lab made of?
 *
 * <p>A stage (letters, two versions, token, agent), the outside world of one run (registry, mail
 * API), a developer's bench without Stoplock and a home with it, and what can be read off
 * afterwards: phases, tallies, records, proofs. It does not know which incident is told with them,
 * nor how it should end.
 */
@NullMarked
package dev.stoplock.lab.world;

import org.jspecify.annotations.NullMarked;
