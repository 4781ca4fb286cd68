package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/**
 * An API that answers with two server-sent events, the second only when another request has told
 * that the first was seen.
 */
final class EventsApi implements AutoCloseable {

    private final ServerSocket listener;
    private final CountDownLatch seen = new CountDownLatch(1);

    EventsApi(SSLContext tls) throws IOException {
        listener =
                tls.getServerSocketFactory()
                        .createServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                // a client broke off in its handshake, or the listener is closed
                continue;
            }
        }
    }

    private void answer(Socket connection) {
        try (Socket socket = connection) {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    break;
                }
                head.append((char) c);
            }
            OutputStream out = socket.getOutputStream();
            if (head.indexOf("/cards") >= 0) {
                seen.countDown();
                out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII));
                return;
            }
            out.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(US_ASCII));
            chunk(out, "data: one\n\n");
            seen.await();
            chunk(out, "data: two\n\n");
            out.write("0\r\n\r\n".getBytes(US_ASCII));
            out.flush();
        } catch (IOException e) {
            // the gate or the test ended it
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        out.write((Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
