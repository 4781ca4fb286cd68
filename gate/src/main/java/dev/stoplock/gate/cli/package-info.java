/**
 * Question: what did the person at the terminal ask for?
 *
 * <p>One class per command; each says what happened, to what, and what to do next. The rooms do the work.
 */
@NullMarked
package dev.stoplock.gate.cli;

import org.jspecify.annotations.NullMarked;
