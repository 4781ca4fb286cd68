/**
 * Question: which reading commands of IMAP do these bytes say, if exactly one reading is possible?
 *
 * <p>Sans-I/O: bytes in, steps out (RFC 3501 and 9051; RFC 7888 literals, RFC 4959 SASL-IR, RFC
 * 3691 UNSELECT, RFC 2342 NAMESPACE, RFC 9208 QUOTA). What would change a mailbox is not among
 * them. It knows nothing of what a mail in a mailbox means.
 */
@NullMarked
package dev.stoplock.core.wire.imap;

import org.jspecify.annotations.NullMarked;
