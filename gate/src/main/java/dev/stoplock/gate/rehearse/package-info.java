/**
 * Question: what does this version of a server do when its tools are called?
 *
 * <p>Runs a locked entry in the real sandbox behind the real door, with stand-ins in the place of
 * the world: whatever is sent is judged as always, kept as a sample and answered here. Calls every
 * tool as {@code core.contract.learn} plans, and hands over the samples. A caller, like {@code
 * cli}: it may use any room, and only callers use it. Nothing that is rehearsed reaches a network.
 */
@NullMarked
package dev.stoplock.gate.rehearse;

import org.jspecify.annotations.NullMarked;
