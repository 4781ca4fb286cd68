/**
 * Question: whom does this TLS hello ask for?
 *
 * <p>Reads a ClientHello as far as its server name, for connections that are passed through unread.
 * It does no handshake.
 */
@NullMarked
package dev.stoplock.core.wire.tls;

import org.jspecify.annotations.NullMarked;
