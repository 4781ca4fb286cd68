/**
 * Question: what did one server do, by the records alone?
 *
 * <p>A fold over the ledger's records, and over the bodies beside them where they are still there,
 * into one account: what left, to whom, in which call, under which version, and what of it nobody
 * asked for. It judges nothing anew and words nothing: verdicts are the recorded ones, and the
 * document is {@code gate.report}'s.
 */
@NullMarked
package dev.stoplock.core.audit.incident;

import org.jspecify.annotations.NullMarked;
