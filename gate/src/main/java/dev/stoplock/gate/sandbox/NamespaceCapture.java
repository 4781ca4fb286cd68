package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.Capture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/** The capture of one namespace. */
record NamespaceCapture(List<ServerSocketChannel> tcp, List<DatagramChannel> dns)
        implements Capture {

    NamespaceCapture {
        tcp = List.copyOf(tcp);
        dns = List.copyOf(dns);
    }

    @Override
    public InetSocketAddress originalDestination(SocketChannel accepted) throws IOException {
        InetSocketAddress target = SystemCalls.originalDestination(accepted);
        boolean ownListener =
                target.getPort() == NamespaceRules.TCP_PORT
                        && (target.getAddress().isLoopbackAddress()
                                || target.equals(accepted.getLocalAddress()));
        if (ownListener || target.getPort() == 0) {
            throw new IOException("a connection to the listener itself has no destination");
        }
        return target;
    }

    void close() throws IOException {
        for (ServerSocketChannel listener : tcp) {
            listener.close();
        }
        for (DatagramChannel resolver : dns) {
            resolver.close();
        }
    }
}
