/**
 * Question: which bytes make a parser of the core say two things, or another thing than a reader
 * that shares no code with it?
 *
 * <p>One Jazzer target per parser, and the readers they compare with. In a normal test run each
 * target takes its committed inputs only; {@code ./stoplock fuzz} searches for new ones. Nothing
 * here checks what a message is allowed to do.
 */
@NullMarked
package dev.stoplock.core.fuzz;

import org.jspecify.annotations.NullMarked;
