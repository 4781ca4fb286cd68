package dev.stoplock.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An API that lets its callers wait: before the TLS handshake until it is told to go on, or after
 * it has begun to read a request, for ever. It counts the bytes of requests it got.
 */
final class HeldPeer implements AutoCloseable {

    final CountDownLatch accepted = new CountDownLatch(1);
    final CountDownLatch reading = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicInteger bytes = new AtomicInteger();
    private final CountDownLatch go;
    private final SSLContext tls;
    private final ServerSocket listener;

    HeldPeer(SSLContext tls, boolean beforeHandshake) throws IOException {
        this.tls = tls;
        this.go = new CountDownLatch(beforeHandshake ? 1 : 0);
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    void goOn() {
        go.countDown();
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not happen within 30 s");
        }
    }

    private void serve() {
        try (Socket line = listener.accept()) {
            accepted.countDown();
            go.await();
            SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(line, null, port(), true);
            socket.setUseClientMode(false);
            InputStream in = socket.getInputStream();
            for (int n = in.read(); n >= 0; n = in.read()) {
                bytes.incrementAndGet();
                reading.countDown();
            }
        } catch (IOException e) {
            // the gate cut the connection: that is what some tests wait for
            ended.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.countDown();
    }

    @Override
    public void close() throws IOException {
        goOn();
        listener.close();
    }
}
