/**
 * Question: what is the running system made of?
 *
 * <p>{@code Main} and {@code Wiring}: read them as a map. No decision is made here.
 */
@NullMarked
package dev.stoplock.app;

import org.jspecify.annotations.NullMarked;
