/**
 * Question: which commands, mails and replies of SMTP do these bytes say, if exactly one reading is
 * possible?
 *
 * <p>Sans-I/O: bytes in, steps out (RFC 5321; RFC 3207 STARTTLS, RFC 4954 AUTH, RFC 2920
 * PIPELINING, RFC 3030 CHUNKING, RFC 6152 8BITMIME, RFC 6531 SMTPUTF8, RFC 3461 DSN, RFC 1870 SIZE,
 * RFC 2034 enhanced codes). It knows envelopes and octets, and nothing of what a message means.
 */
@NullMarked
package dev.stoplock.core.wire.smtp;

import org.jspecify.annotations.NullMarked;
