package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import java.net.Socket;

/** Connects the gate to a destination. */
public interface Dialer {

    /**
     * A connection whose peer proved its name, and how it was reached (dial entry, resolved
     * address, proxy). {@code line} is the connection below the TLS, which can be cut without
     * waiting for anybody.
     */
    record Dialled(Socket socket, Socket line, String hops) {
        public Dialled(Socket socket, String hops) {
            this(socket, socket, hops);
        }
    }

    /** Throws where nothing was sent. */
    Dialled dial(Destination destination) throws NotConnected;
}
