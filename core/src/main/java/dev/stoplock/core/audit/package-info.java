/**
 * Question: can anyone rewrite what happened?
 *
 * <p>The bytes of a record, the Merkle tree over them (RFC 6962), the geometry of its tiles, signed
 * checkpoints and the proofs that one record is in the log or that one log grew out of another.
 * Nothing is stored, timed or drawn at random here: the gate's ledger keeps the files and the key.
 */
@NullMarked
package dev.stoplock.core.audit;

import org.jspecify.annotations.NullMarked;
