/**
 * Question: what does the one process do that owns sandboxes, secrets and the ledger?
 *
 * <p>A unix socket, control messages, the instances that run, an orderly start and stop. It does
 * none of the rooms' work itself.
 */
@NullMarked
package dev.stoplock.gate.daemon;

import org.jspecify.annotations.NullMarked;
