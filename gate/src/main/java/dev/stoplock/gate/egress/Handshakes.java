package dev.stoplock.gate.egress;

import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Takes up the TLS of connections that sandboxes open. */
public interface Handshakes {

    /**
     * Does the handshake of a connection captured for {@code name} and hands over its socket,
     * without a read timeout. The connection stays the caller's to close, whatever happens, so that
     * a failure can be told before the peer sees the end; only a late one is closed here. Throws
     * {@link SniMismatch}, Refused once the authority has expired, and IOException on any other
     * failed or late handshake. Not to be called on the thread of a sandbox's namespace.
     */
    ServerTls.Accepted accept(SocketChannel connection, String name) throws IOException, Refused;
}
