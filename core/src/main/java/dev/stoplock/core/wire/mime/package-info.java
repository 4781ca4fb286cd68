/**
 * Question: which fields and parts does this mail message consist of?
 *
 * <p>Messages (RFC 5322, 2045 to 2049) from bytes to a tree of parts, decoded. Apache James mime4j
 * cuts; what two readers could read differently is refused here, before and after it. It does not
 * ask who gets the message: that is {@code core.effect}'s.
 */
@NullMarked
package dev.stoplock.core.wire.mime;

import org.jspecify.annotations.NullMarked;
