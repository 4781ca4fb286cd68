package dev.stoplock.lab.loopback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A tiny HTTP/1.1 server: blocking sockets, one virtual thread a connection, keep-alive, no
 * pipelining ahead.
 *
 * <p>Its listeners are opened by the caller, so they may belong to another network namespace.
 * {@link #start} itself must be called on a thread of the host: a virtual thread's carrier inherits
 * the namespace of the thread that happened to start it.
 */
public final class LoopbackHttp implements AutoCloseable {

    /**
     * Answers requests, on many threads at once. What it throws becomes status 500 with the
     * message.
     */
    public interface Handler {

        Answer answer(Received request) throws IOException;

        /**
         * Bytes that were no whole request, as far as they had come; they got status 400 or
         * nothing.
         */
        void unreadable(byte[] raw, String reason);
    }

    private static final int HANDSHAKE_MILLIS = 30_000;

    private final List<ServerSocketChannel> listeners;
    private final @Nullable SSLContext tls;
    private final Handler handler;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean closed;

    private LoopbackHttp(
            List<ServerSocketChannel> listeners, @Nullable SSLContext tls, Handler handler) {
        this.listeners = List.copyOf(listeners);
        this.tls = tls;
        this.handler = handler;
    }

    /** A listener on a free port of 127.0.0.1. */
    public static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 128);
    }

    /** Serves the listeners, which it then owns: TLS where a context is given, else plain. */
    public static LoopbackHttp start(
            List<ServerSocketChannel> listeners, @Nullable SSLContext tls, Handler handler)
            throws IOException {
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("no listener");
        }
        LoopbackHttp server = new LoopbackHttp(listeners, tls, handler);
        for (ServerSocketChannel listener : listeners) {
            listener.configureBlocking(true);
            Thread.ofVirtual().name("lab-accept").start(() -> server.accept(listener));
        }
        return server;
    }

    /** The port of the first listener. */
    public int port() {
        try {
            return ((InetSocketAddress) listeners.getFirst().getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("the listener is closed", e);
        }
    }

    /** How many connections came, whether or not a request did. */
    public long connections() {
        return taken.get();
    }

    private void accept(ServerSocketChannel listener) {
        while (!closed) {
            try {
                SocketChannel connection = listener.accept();
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                taken.incrementAndGet();
                open.add(connection);
                if (closed) {
                    end(connection);
                    return;
                }
                Thread.ofVirtual().name("lab-connection").start(() -> serve(connection));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                handler.unreadable(new byte[0], "accept failed: " + e.getMessage());
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (Socket socket = secured(connection.socket())) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 32 * 1024);
            RequestReader reader = new RequestReader(socket.getInputStream(), out);
            boolean more = true;
            while (more) {
                more = one(reader, out);
            }
        } catch (IOException e) {
            if (!closed) {
                handler.unreadable(new byte[0], "connection failed: " + e.getMessage());
            }
        } finally {
            end(connection);
        }
    }

    private boolean one(RequestReader reader, OutputStream out) throws IOException {
        Optional<Received> next;
        try {
            next = reader.next();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            byte[] raw = reader.untaken();
            // a reset between two requests is only a client that went away
            if (!closed && (raw.length > 0 || !(e instanceof SocketException))) {
                handler.unreadable(raw, reason);
            }
            if (e instanceof Unreadable) {
                write(
                        out,
                        new Answer(
                                400, List.of(), new Answer.Bytes((reason + "\n").getBytes(UTF_8))),
                        true,
                        false);
            }
            return false;
        }
        if (next.isEmpty()) {
            return false;
        }
        Received request = next.get();
        boolean last = request.header("connection").filter("close"::equalsIgnoreCase).isPresent();
        write(out, answer(request), last, request.method().equals("HEAD"));
        return !last;
    }

    private Answer answer(Received request) {
        try {
            return handler.answer(request);
        } catch (IOException | RuntimeException e) {
            return new Answer(
                    500,
                    List.of(),
                    new Answer.Bytes(("the stand-in failed: " + e + "\n").getBytes(UTF_8)));
        }
    }

    private static void write(OutputStream out, Answer answer, boolean last, boolean headOnly)
            throws IOException {
        long length =
                switch (answer.body()) {
                    case Answer.Bytes(byte[] value) -> value.length;
                    case Answer.InFile(var path) -> Files.size(path);
                };
        StringBuilder head =
                new StringBuilder(
                        "HTTP/1.1 " + answer.status() + " " + reason(answer.status()) + "\r\n");
        for (Header header : answer.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        head.append("Content-Length: ").append(length).append("\r\n");
        if (last) {
            head.append("Connection: close\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(US_ASCII));
        if (!headOnly) {
            switch (answer.body()) {
                case Answer.Bytes(byte[] value) -> out.write(value);
                case Answer.InFile(var path) -> {
                    try (InputStream file = Files.newInputStream(path)) {
                        file.transferTo(out);
                    }
                }
            }
        }
        out.flush();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 422 -> "Unprocessable Entity";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            default -> "Status " + status;
        };
    }

    private Socket secured(Socket plain) throws IOException {
        if (tls == null) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
        socket.setUseClientMode(false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        plain.setSoTimeout(HANDSHAKE_MILLIS);
        socket.startHandshake();
        plain.setSoTimeout(0);
        return socket;
    }

    private void end(SocketChannel connection) {
        open.remove(connection);
        try {
            connection.close();
        } catch (IOException e) {
            handler.unreadable(new byte[0], "close failed: " + e.getMessage());
        }
    }

    /** Closes listeners and connections. */
    @Override
    public void close() throws IOException {
        closed = true;
        for (ServerSocketChannel listener : listeners) {
            listener.close();
        }
        List.copyOf(open).forEach(this::end);
    }
}
