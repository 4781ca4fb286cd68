package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import java.net.Socket;

/** Connects the gate to a destination. */
public interface Dialer {

    /**
     * A connection, and how it was reached (dial entry, resolved address, proxy). {@code line} is
     * the connection below the TLS, which can be cut without waiting for anybody.
     */
    record Dialled(Socket socket, Socket line, String hops) {
        public Dialled(Socket socket, String hops) {
            this(socket, socket, hops);
        }
    }

    /**
     * Connects for HTTP: its peer has proved its name, but where the destination is plain HTTP.
     * Throws where nothing was sent.
     */
    Dialled dial(Destination destination) throws NotConnected;

    /**
     * Connects without TLS of our own: for protocols that begin without it, and for a connection
     * whose TLS is the client's. The peer has proved nothing.
     */
    default Dialled open(Destination destination) throws NotConnected {
        throw new NotConnected("upstream.connect", destination, "this way out speaks HTTP only");
    }

    /**
     * Does the handshake on a connection that {@code open} made, which it closes where that fails.
     */
    default Dialled secure(Dialled open, Destination destination) throws NotConnected {
        throw new NotConnected("upstream.tls", destination, "this way out speaks HTTP only");
    }
}
