/**
 * Question: is it on disk before anybody acts on it, and has nobody changed it since?
 *
 * <p>A directory holds {@code log/} (the signed tlog-tiles log and nothing else), {@code wal/}
 * (records that are durable but not yet signed), {@code bodies/} and {@code lock}; the signing key
 * lies elsewhere. One process writes, any number read. What a record means and how the tree is
 * built is {@code core.audit}'s matter, not decided here.
 */
@NullMarked
package dev.stoplock.gate.ledger;

import org.jspecify.annotations.NullMarked;
