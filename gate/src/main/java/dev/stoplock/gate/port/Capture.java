package dev.stoplock.gate.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * What a namespace offers the gate: listeners that get every TCP connection made in it, and the
 * sockets that get its look-ups.
 */
public interface Capture {

    List<ServerSocketChannel> tcp();

    List<DatagramChannel> dns();

    /**
     * Where the sandboxed process wanted to connect. If this cannot be read the connection must be
     * closed.
     */
    InetSocketAddress originalDestination(SocketChannel accepted) throws IOException;
}
