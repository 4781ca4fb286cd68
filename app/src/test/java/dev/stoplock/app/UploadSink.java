package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** An API that takes bodies of any length with a Content-Length, and keeps their digests only. */
final class UploadSink implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> arrived = new CopyOnWriteArrayList<>();

    private UploadSink(ServerSocket listener) {
        this.listener = listener;
    }

    static UploadSink start(SSLContext tls) throws IOException {
        ServerSocket listener =
                tls.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        UploadSink sink = new UploadSink(listener);
        Thread.ofVirtual().name("upload sink").start(sink::serve);
        return sink;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** SHA-256 of each body that came whole. */
    List<String> arrived() {
        return List.copyOf(arrived);
    }

    void forget() {
        arrived.clear();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> take(socket));
            } catch (IOException e) {
                return; // it was closed
            }
        }
    }

    private void take(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) new DataInputStream(in).readUnsignedByte());
            }
            String fields = head.toString().toLowerCase(Locale.ROOT);
            String length = fields.replaceFirst("(?s).*\r\ncontent-length: ([0-9]+)\r\n.*", "$1");
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (long left = Long.parseLong(length); left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    return; // cut off: it did not come whole
                }
                digest.update(buffer, 0, n);
                left -= n;
            }
            arrived.add(HexFormat.of().formatHex(digest.digest()));
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                                    .getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            return; // the gate broke off: what is missing from the arrived says so
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
