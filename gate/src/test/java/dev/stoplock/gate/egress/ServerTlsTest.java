package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerTlsTest {

    private static final String HOST = "api.mail.example";

    @TempDir Path folder;

    private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocketChannel listener;
    private CertificateAuthority authority;
    private SSLContext client;

    @BeforeEach
    void listen() throws Exception {
        authority = CertificateAuthority.open(folder, Clock.systemUTC());
        client = TrustRoots.clientContext(List.of(authority.pem()));
        listener =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        virtual.close();
    }

    private ServerTls tls(ServerTls.Stack stack) {
        return ServerTls.open(authority, Duration.ofSeconds(5), stack, "");
    }

    private Future<ServerTls.Accepted> accept(ServerTls tls, String name) {
        Callable<ServerTls.Accepted> task = () -> tls.accept(listener.accept(), name);
        return virtual.submit(task);
    }

    private Socket raw() throws IOException {
        Socket socket = new Socket();
        socket.connect(listener.getLocalAddress());
        // also bounds how long a client waits for the answer to its close
        socket.setSoTimeout(1_500);
        return socket;
    }

    /** Connects and begins; {@code verified} is the name the client checks the certificate for. */
    private SSLSocket connect(String verified, List<SNIServerName> names, String... protocols)
            throws IOException {
        SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(raw(), verified, 443, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(names);
        if (protocols.length > 0) {
            parameters.setApplicationProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static List<SNIServerName> sni(String name) {
        return List.of(new SNIHostName(name));
    }

    @ParameterizedTest
    @EnumSource
    void theNameAskedForIsPresentedAndBytesGoBothWays(ServerTls.Stack stack) throws Exception {
        Future<ServerTls.Accepted> accepted = accept(tls(stack), HOST);
        try (SSLSocket socket = connect(HOST, sni("API.Mail.example"), "h2", "http/1.1")) {
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            ServerTls.Accepted here = accepted.get(10, TimeUnit.SECONDS);
            assertThat(here.sni()).isEqualTo(HOST);
            Future<byte[]> read =
                    virtual.submit(() -> here.socket().getInputStream().readNBytes(4));
            socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            assertThat(read.get(10, TimeUnit.SECONDS)).asString().isEqualTo("ping");
            here.socket().getOutputStream().write("pong".getBytes(StandardCharsets.US_ASCII));
            here.socket().close();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutSniTheExpectedNameIsPresentedAndAddressesToo(ServerTls.Stack stack)
            throws Exception {
        for (String name : new String[] {HOST, "198.51.100.7", "2001:db8::7"}) {
            Future<ServerTls.Accepted> accepted = accept(tls(stack), name);
            try (SSLSocket socket = connect(name, List.of())) {
                socket.startHandshake();
                assertThat(accepted.get(10, TimeUnit.SECONDS).sni()).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOtherNameIsRefused(ServerTls.Stack stack) throws Exception {
        record Raw(String text) {}
        for (Raw name :
                List.of(
                        new Raw("other.example"),
                        new Raw("api.mail.example."),
                        new Raw("api.mail.example\0.evil.test"),
                        new Raw("evil.test\0api.mail.example"),
                        new Raw("mail.example"),
                        new Raw("xapi.mail.example"),
                        new Raw("*.mail.example"))) {
            Future<ServerTls.Accepted> accepted = accept(tls(stack), HOST);
            SNIServerName asked =
                    new SNIServerName(0, name.text().getBytes(StandardCharsets.US_ASCII)) {};
            try (SSLSocket socket = connect(HOST, List.of(asked))) {
                assertThat(catchThrowable(socket::startHandshake))
                        .as(name.text())
                        .isInstanceOf(IOException.class);
            }
            Throwable why = failure(accepted);
            if (stack == ServerTls.Stack.CONSCRYPT && name.text().indexOf('\0') >= 0) {
                // BoringSSL refuses a NUL while it reads the extension, and does not say which
                // extension it was
                assertThat(why).as(name.text()).hasMessageContaining("ERROR_PARSING_EXTENSION");
                continue;
            }
            assertThat(why).as(name.text()).isInstanceOf(SniMismatch.class);
            assertThat(((SniMismatch) why).rule()).hasToString("wire.sni-mismatch");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSessionOfOneNameIsNoWayIntoAnother(ServerTls.Stack stack) throws Exception {
        ServerTls tls = tls(stack);
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            for (String captured : new String[] {HOST, "other.example"}) {
                Future<ServerTls.Accepted> accepted = accept(tls, captured);
                try (SSLSocket socket = connect(HOST, List.of())) {
                    socket.setEnabledProtocols(new String[] {protocol});
                    Throwable client = catchThrowable(socket::startHandshake);
                    if (captured.equals(HOST)) {
                        ServerTls.Accepted first = accepted.get(10, TimeUnit.SECONDS);
                        first.socket().getOutputStream().write(1);
                        assertThat(socket.getInputStream().read()).isEqualTo(1);
                    } else {
                        // a full handshake, which shows the other name's certificate
                        assertThat(client)
                                .isNotNull()
                                .hasMessageContaining("No subject alternative DNS name");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentOrDrippingClientIsLetGo(ServerTls.Stack stack) throws Exception {
        ServerTls tls = ServerTls.open(authority, Duration.ofMillis(400), stack, "");
        Future<ServerTls.Accepted> silent = accept(tls, HOST);
        try (Socket socket = raw()) {
            assertThat(failure(silent)).isInstanceOf(IOException.class);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        Future<ServerTls.Accepted> dripping = accept(tls, HOST);
        try (Socket socket = raw()) {
            socket.setSoTimeout(50);
            byte[] hello = new byte[400];
            hello[0] = 22;
            hello[1] = 3;
            hello[2] = 1;
            hello[3] = 64;
            int sent = 0;
            // each wait for an answer is one tick between two bytes
            while (!dripping.isDone() && sent < hello.length) {
                try {
                    socket.getOutputStream().write(hello[sent++]);
                    socket.getInputStream().read();
                } catch (SocketTimeoutException tick) {
                    continue;
                } catch (IOException ended) {
                    break;
                }
            }
            assertThat(sent).isLessThan(100);
            assertThat(failure(dripping)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readTimeoutsAreHonouredOnVirtualThreads(ServerTls.Stack stack) throws Exception {
        Future<ServerTls.Accepted> accepted = accept(tls(stack), HOST);
        try (SSLSocket socket = connect(HOST, sni(HOST))) {
            socket.startHandshake();
            ServerTls.Accepted here = accepted.get(10, TimeUnit.SECONDS);
            here.socket().setSoTimeout(100);
            Future<Integer> read = virtual.submit(() -> here.socket().getInputStream().read());
            assertThat(failure(read)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyIdleConnectionsDoNotHoldTheCarriers(ServerTls.Stack stack) throws Exception {
        ServerTls tls = tls(stack);
        List<SSLSocket> open = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = "h" + i + ".example";
            Future<ServerTls.Accepted> accepted = accept(tls, name);
            SSLSocket socket = connect(name, sni(name));
            open.add(socket);
            socket.startHandshake();
            ServerTls.Accepted here = accepted.get(10, TimeUnit.SECONDS);
            virtual.submit(() -> here.socket().getInputStream().read());
        }
        assertThat(virtual.submit(() -> "free").get(5, TimeUnit.SECONDS)).isEqualTo("free");
        for (SSLSocket socket : open) {
            socket.setSoTimeout(50);
            socket.close();
        }
    }

    @Test
    void plainTextAndAStrangersTrustEndWithoutAConnection() throws Exception {
        ServerTls tls = ServerTls.open(authority, Duration.ofSeconds(5));
        assertThat(tls.provider()).startsWith("Conscrypt");
        Future<ServerTls.Accepted> plain = accept(tls, HOST);
        try (Socket socket = raw()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(failure(plain))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SniMismatch.class);
        }
        client = TrustRoots.clientContext(List.of());
        Future<ServerTls.Accepted> untrusted = accept(tls, HOST);
        try (SSLSocket socket = connect(HOST, sni(HOST))) {
            assertThatThrownBy(socket::startHandshake)
                    .hasMessageContaining("unable to find valid certification path");
        }
        assertThat(
                        catchThrowable(() ->
                                untrusted
                                        .get(10, TimeUnit.SECONDS)
                                        .socket()
                                        .getInputStream()
                                        .read()))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatPinsAnotherCertificateIsToldFromOneThatSpeaksNoTls(ServerTls.Stack stack)
            throws Exception {
        ServerTls tls = tls(stack);
        client = TrustRoots.clientContext(List.of());
        Future<ServerTls.Accepted> pinned = accept(tls, HOST);
        try (SSLSocket socket = connect(HOST, sni(HOST))) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        assertThat(failure(pinned))
                .isInstanceOfSatisfying(
                        SSLException.class,
                        why ->
                                assertThat(Trust.broken(why).rule())
                                        .as(why.toString())
                                        .hasToString("wire.pinned"));
        Future<ServerTls.Accepted> plain = accept(tls, HOST);
        try (Socket socket = raw()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(failure(plain))
                    .isInstanceOfSatisfying(
                            SSLException.class,
                            why ->
                                    assertThat(Trust.broken(why).rule())
                                            .hasToString("wire.not-tls"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatSpeaksHttp2OnlyAgreesOnNothingElse(ServerTls.Stack stack) throws Exception {
        ServerTls tls = tls(stack);
        Future<ServerTls.Accepted> accepted = accept(tls, HOST);
        try (SSLSocket socket = connect(HOST, sni(HOST))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            Throwable refused = catchThrowable(socket::startHandshake);
            assertThat(refused != null || !"h2".equals(socket.getApplicationProtocol())).isTrue();
        }
        Throwable ended = catchThrowable(() -> accepted.get(10, TimeUnit.SECONDS));
        if (ended == null) {
            accepted.get().socket().close();
        }
    }

    private static Throwable failure(Future<?> task) throws Exception {
        try {
            Object value = task.get(10, TimeUnit.SECONDS);
            throw new AssertionError("came about: " + value);
        } catch (ExecutionException e) {
            return java.util.Objects.requireNonNull(e.getCause());
        }
    }
}
