/**
 * Question: what happens in an incident, with and without Stoplock, on real components?
 *
 * <p>{@code PostmarkStory} plays the ways, {@code Telling} tells them in six steps. Stories play
 * and count; they change no rule of the gate and have no door of their own: what they use of
 * Stoplock is its command line and the files of its home.
 */
@NullMarked
package dev.stoplock.lab.story;

import org.jspecify.annotations.NullMarked;
