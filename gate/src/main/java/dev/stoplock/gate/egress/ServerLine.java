package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * A captured connection, which begins without TLS and may go over to it. Nothing is read ahead of
 * what is asked for, so that a handshake finds its first byte.
 */
final class ServerLine {

    private static final int FAREWELL_MILLIS = 200;
    private static final int LAST_WORDS_MILLIS = 500;
    private static final int MOST_DRAINED = 1 << 20;

    private final SocketChannel channel;
    private final Destination destination;
    private final Handshakes handshakes;
    private final Duration idle;
    private Socket socket;
    private boolean secured;

    /** {@code idle} is how long a read may take. */
    ServerLine(SocketChannel channel, Destination destination, Handshakes handshakes, Duration idle)
            throws IOException {
        this.channel = channel;
        this.destination = destination;
        this.handshakes = handshakes;
        this.idle = idle;
        channel.configureBlocking(true);
        // what is written is whole: waiting for more would cost the peer's delayed ACK (RFC 1122)
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.socket = channel.socket();
        socket.setSoTimeout(Math.toIntExact(idle.toMillis()));
    }

    /**
     * Takes up the handshake that the server begins now. However it fails, that is told: a server
     * that cannot speak to anyone is not silent.
     */
    void secure() throws IOException, Refused {
        try {
            socket = handshakes.accept(channel, destination.host()).socket();
        } catch (SSLException | SniMismatch e) {
            throw e;
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "wire.not-tls",
                    "a connection to " + destination + " was lost in its TLS handshake",
                    "see what the server does: stoplock log");
        }
        socket.setSoTimeout(Math.toIntExact(idle.toMillis()));
        secured = true;
    }

    boolean isSecured() {
        return secured;
    }

    int read(byte[] buffer) throws IOException {
        return socket.getInputStream().read(buffer);
    }

    void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /**
     * Reads on for a moment: a connection closed with unread bytes is reset, and with it goes the
     * last reply.
     */
    void drain() throws IOException {
        socket.setSoTimeout(LAST_WORDS_MILLIS);
        byte[] buffer = new byte[16 << 10];
        int drained = 0;
        try {
            int n = read(buffer);
            while (n >= 0 && drained < MOST_DRAINED) {
                drained += n;
                n = read(buffer);
            }
        } catch (SocketTimeoutException e) {
            // it has had its time to read
            return;
        }
    }

    /** Says farewell where TLS is up; the caller closes the channel. */
    void close() throws IOException {
        // closing waits for the peer's close_notify as long as a read would
        socket.setSoTimeout(FAREWELL_MILLIS);
        socket.close();
    }
}
