package dev.stoplock.bench.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client that posts mails over kept-alive TLS connections, each used by one worker. It checks the
 * certificate's name and each answer's status, and reads answers to their end.
 */
final class MailClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    /** What answers come in parts of. */
    private static final int BUFFER = 8 << 10;

    private final String token;
    private final SSLContext context;
    private final int port;
    private final List<SSLSocket> connections = new ArrayList<>();

    /** Connects {@code count} times; {@code authority} is a PEM file, the only one trusted. */
    MailClient(int port, int count, Path authority, String token)
            throws IOException, GeneralSecurityException {
        this.token = token;
        this.port = port;
        this.context = trusting(authority);
        for (int i = 0; i < count; i++) {
            connections.add(secured(new Socket()));
        }
    }

    private static SSLContext trusting(Path authority)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "only",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Files.readAllBytes(authority))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private SSLSocket secured(Socket plain) throws IOException {
        plain.setTcpNoDelay(true);
        plain.connect(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), PATIENCE_MILLIS);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, Mails.API, 443, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return socket;
    }

    /** Posts one mail on a connection and waits for its answer. */
    void post(int connection, long round) throws IOException {
        SSLSocket socket = connections.get(connection);
        socket.getOutputStream().write(Mails.request(connection, round, token));
        answer(socket.getInputStream());
    }

    /**
     * The same over a connection of its own, which resumes the session of the one before it and is
     * dropped, not closed in order, after its answer.
     */
    void postAlone(int connection, long round) throws IOException {
        try (Socket plain = new Socket()) {
            SSLSocket socket = secured(plain);
            socket.getOutputStream().write(Mails.request(connection, round, token));
            answer(socket.getInputStream());
        }
    }

    /** One answer with a Content-Length (RFC 9112, 6.2), alone on its connection. */
    private static void answer(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int have = 0;
        int whole = -1;
        while (whole < 0 || have < whole) {
            int n = have == buffer.length ? -1 : in.read(buffer, have, buffer.length - have);
            if (n < 0) {
                throw new IOException("the connection ended before the answer was whole");
            }
            have += n;
            String text = new String(buffer, 0, have, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (whole < 0 && end >= 0) {
                if (!text.startsWith("HTTP/1.1 200 ")) {
                    throw new IOException("not accepted: " + text);
                }
                whole = end + 4 + length(text.substring(0, end));
            }
        }
    }

    private static int length(String head) throws IOException {
        for (String line : head.toLowerCase(Locale.ROOT).split("\r\n", -1)) {
            if (line.startsWith("content-length:")) {
                return Integer.parseInt(line.substring("content-length:".length()).strip());
            }
        }
        throw new IOException("an answer without a length: " + head);
    }

    @Override
    public void close() throws IOException {
        for (SSLSocket each : connections) {
            each.close();
        }
    }
}
