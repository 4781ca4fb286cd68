package dev.stoplock.gate.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a dialler needs of the host's network: names, its own addresses, and connections. */
interface World {

    List<InetAddress> addresses(String name) throws IOException;

    Set<InetAddress> ownAddresses() throws IOException;

    Socket connect(InetSocketAddress address, Duration timeout) throws IOException;

    /** The real one. */
    static World host() {
        return new World() {
            @Override
            public List<InetAddress> addresses(String name) throws IOException {
                return List.of(InetAddress.getAllByName(name));
            }

            @Override
            public Set<InetAddress> ownAddresses() throws IOException {
                return NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .collect(Collectors.toUnmodifiableSet());
            }

            @Override
            public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
                // a channel's socket, which knows no SOCKS proxy from a system property, and can be
                // asked whether something came while it waited
                Socket socket = SocketChannel.open().socket();
                try {
                    socket.setTcpNoDelay(true);
                    socket.connect(address, Math.toIntExact(timeout.toMillis()));
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    throw e;
                }
            }
        };
    }
}
