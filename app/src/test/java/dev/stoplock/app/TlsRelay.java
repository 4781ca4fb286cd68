package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;

/** Puts TLS with the lab's certificate in front of a mail server that speaks in plain. */
final class TlsRelay implements AutoCloseable {

    private final ServerSocket listener;
    private final int behind;
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    TlsRelay(SSLContext context, int behind) throws IOException {
        this.behind = behind;
        listener =
                context.getServerSocketFactory()
                        .createServerSocket(0, 20, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Everything that came to it, decrypted, as the one behind it got it. */
    String received() {
        return String.join("", received);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket front = listener.accept();
                Socket back = new Socket(InetAddress.getLoopbackAddress(), behind);
                Thread.ofVirtual().start(() -> relay(front, back, received));
                Thread.ofVirtual().start(() -> relay(back, front, new ConcurrentLinkedQueue<>()));
            } catch (IOException e) {
                // closed with the test, or a client that went: the next one is served
                continue;
            }
        }
    }

    private static void relay(Socket from, Socket to, Queue<String> kept) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                kept.add(new String(buffer, 0, n, ISO_8859_1));
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // one side went: both are closed
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
