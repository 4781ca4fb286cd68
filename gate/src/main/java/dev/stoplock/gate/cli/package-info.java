/**
 * Question: what did the person at the terminal ask for?
 *
 * <p>One class per command; each says what happened, to what, and what to do next. It does none of
 * the rooms' work.
 */
@NullMarked
package dev.stoplock.gate.cli;

import org.jspecify.annotations.NullMarked;
