/**
 * Question: how does foreign code run here with no way out but ours?
 *
 * <p>A network namespace per instance, made by a thread that does nothing else; bubblewrap and a
 * seccomp filter around the server; limits. What passes the listeners is not looked at here, and
 * nothing is ever dialled.
 */
@NullMarked
package dev.stoplock.gate.sandbox;

import org.jspecify.annotations.NullMarked;
