/**
 * Question: what does a person get to see in a browser?
 *
 * <p>A small web server on loopback: who may talk to it, which pages there are, and the runs of a
 * case that a person starts. Besides sessions it holds no state: what it shows it reads from a
 * ledger or a run's folder. It decides nothing, and no request to it can lower a control of the
 * daemon that serves it.
 */
@NullMarked
package dev.stoplock.gate.console;

import org.jspecify.annotations.NullMarked;
