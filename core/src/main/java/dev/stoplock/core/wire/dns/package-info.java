/**
 * Question: which name does this DNS query ask for, and how is it answered?
 *
 * <p>Strict RFC 1035 queries of one question, bytes in and bytes out. No name is resolved here, and
 * no response is read.
 */
@NullMarked
package dev.stoplock.core.wire.dns;

import org.jspecify.annotations.NullMarked;
