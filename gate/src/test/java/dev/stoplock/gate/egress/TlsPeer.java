package dev.stoplock.gate.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A TLS server on loopback that shows one certificate, notes the SNI it is asked for, and greets.
 */
final class TlsPeer implements AutoCloseable {

    private final SSLServerSocket listener;
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    TlsPeer(CertificateAuthority.Leaf leaf) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "leaf",
                leaf.key(),
                new char[0],
                new Certificate[] {leaf.certificate(), leaf.issuer()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        listener =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                ((SSLSocket) socket).startHandshake();
                asked.add(
                        ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
                                .getRequestedServerNames()
                                .toString());
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            } catch (IOException refusedByTheClient) {
                continue;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
