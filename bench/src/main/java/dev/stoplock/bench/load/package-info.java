/**
 * Question: how fast is the gate beside its peers and its limits, on this machine, now?
 *
 * <p>Load drivers for whole paths: a call, a mail, a start, an append. Each measures its peer or
 * limit in the same run and writes one table of text. They are programs of their own beside the
 * gate; nothing in it knows them, and they prove nothing about another machine.
 */
@NullMarked
package dev.stoplock.bench.load;

import org.jspecify.annotations.NullMarked;
