/**
 * Question: which lines and counted octets do these bytes say?
 *
 * <p>What the line protocols (SMTP, IMAP) share: lines end in CR LF, and nothing else ends a line.
 * It knows no command and no reply.
 */
@NullMarked
package dev.stoplock.core.wire.text;

import org.jspecify.annotations.NullMarked;
