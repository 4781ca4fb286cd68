/**
 * Question: which HTTP/1.1 messages do these bytes say, if exactly one reading is possible?
 *
 * <p>Sans-I/O: bytes in, messages out. It knows framing (RFC 9112) and nothing of what a message
 * means.
 */
@NullMarked
package dev.stoplock.core.wire.http1;

import org.jspecify.annotations.NullMarked;
