/**
 * Question: what happens in an incident, with and without Stoplock, on real components?
 *
 * <p>Stories play and count; they change no rule of the gate and have no door of their own.
 */
@NullMarked
package dev.stoplock.lab.story;

import org.jspecify.annotations.NullMarked;
