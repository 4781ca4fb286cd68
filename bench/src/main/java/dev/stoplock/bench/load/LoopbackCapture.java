package dev.stoplock.bench.load;

import dev.stoplock.gate.port.Capture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A capture without a sandbox: listeners on the machine's own loopback, whose connections all count
 * as made to the address that the gate's resolver gave for one name.
 */
final class LoopbackCapture implements Capture {

    private static final int HTTPS = 443;

    /** Header, one question, recursion desired (RFC 1035, 4.1.1). */
    private static final byte[] HEADER = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};

    private final ServerSocketChannel listener;
    private final DatagramChannel resolver;
    private final AtomicReference<InetSocketAddress> meant = new AtomicReference<>();

    private LoopbackCapture(ServerSocketChannel listener, DatagramChannel resolver) {
        this.listener = listener;
        this.resolver = resolver;
    }

    static LoopbackCapture open() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        return new LoopbackCapture(
                ServerSocketChannel.open().bind(anyPort, 128),
                DatagramChannel.open().bind(anyPort));
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Asks the gate's resolver for a name, as a server would before it connects. */
    void lookUp(String name) throws IOException {
        ByteBuffer query = ByteBuffer.allocate(512).put(HEADER);
        for (String label : name.split("\\.", -1)) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.put((byte) 0).putShort((short) 1).putShort((short) 1).flip();
        try (DatagramChannel asking = DatagramChannel.open()) {
            asking.connect(resolver.getLocalAddress());
            asking.write(query);
            ByteBuffer answer = ByteBuffer.allocate(512);
            asking.read(answer);
            // RFC 1035, 4.1.3: an A record ends with its four bytes, and it is the last one
            byte[] address =
                    Arrays.copyOfRange(answer.array(), answer.position() - 4, answer.position());
            if (answer.getShort(6) != 1) {
                throw new IOException("the gate knows no address for " + name);
            }
            meant.set(new InetSocketAddress(InetAddress.getByAddress(address), HTTPS));
        }
    }

    @Override
    public List<ServerSocketChannel> tcp() {
        return List.of(listener);
    }

    @Override
    public List<DatagramChannel> dns() {
        return List.of(resolver);
    }

    @Override
    public InetSocketAddress originalDestination(SocketChannel accepted) throws IOException {
        InetSocketAddress destination = meant.get();
        if (destination == null) {
            throw new IOException("nothing was looked up yet");
        }
        return destination;
    }
}
