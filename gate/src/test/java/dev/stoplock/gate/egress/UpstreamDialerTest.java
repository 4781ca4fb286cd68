package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.ProxyLogin;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.Upstream;
import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamDialerTest {

    private static final String PASSWORD = "a-very-real-password";
    private static final Destination API = Destination.parse("api.mail.example");
    private static final UpstreamDialer.Limits LIMITS =
            new UpstreamDialer.Limits(
                    Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(200));

    @TempDir Path folder;

    private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
    private CertificateAuthority vendor;
    private TlsPeer peer;

    @BeforeEach
    void serve() throws Exception {
        vendor = CertificateAuthority.open(folder, Clock.systemUTC());
        peer = new TlsPeer(vendor.leaf(API.host()));
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        virtual.close();
    }

    private String here() {
        return "127.0.0.1:" + peer.port();
    }

    private Upstream upstream(@Nullable String proxy, Map<String, String> dial, boolean only) {
        return new Upstream(List.of(vendor.pem().toString()), proxy, dial, only);
    }

    private static UpstreamDialer dialer(Upstream upstream) throws Exception {
        return new UpstreamDialer(upstream, List.of(), HostNamespace.here(), LIMITS);
    }

    private UpstreamDialer dialer(World world) throws Exception {
        return new UpstreamDialer(
                upstream(null, Map.of(), false),
                null,
                List.of(),
                HostNamespace.here(),
                LIMITS,
                world);
    }

    private UpstreamDialer.Dialled dial(UpstreamDialer dialer, Destination destination)
            throws Exception {
        return virtual.submit(() -> dialer.dial(destination)).get(10, TimeUnit.SECONDS);
    }

    private static NotConnected refused(UpstreamDialer dialer, Destination destination) {
        NotConnected refused =
                catchThrowableOfType(NotConnected.class, () -> dialer.dial(destination));
        assertThat(refused)
                .hasMessageStartingWith(
                        "not connected to " + destination + " (nothing was sent): ");
        return refused;
    }

    private void greeted(UpstreamDialer.Dialled dialled) throws Exception {
        try (Socket socket = dialled.socket()) {
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
        assertThat(peer.asked.poll(5, TimeUnit.SECONDS)).contains(API.host());
    }

    @Test
    void anEntryLeadsToLoopbackUnderTheNameAndItsCertificate() throws Exception {
        UpstreamDialer.Dialled dialled =
                dial(dialer(upstream(null, Map.of(API.host(), here()), true)), API);
        assertThat(dialled.hops()).isEqualTo(here() + " by upstream.dial");
        greeted(dialled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.mail.example:80", "http://plain.mail.example:8080"})
    void plainHttpIsDialledWithoutTlsAndSaysSo(String granted) throws Exception {
        Destination plain = Destination.parse(granted);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String there = "127.0.0.1:" + listener.getLocalPort();
            UpstreamDialer.Dialled dialled =
                    dial(dialer(upstream(null, Map.of(plain.endpoint(), there), true)), plain);
            assertThat(dialled.hops()).isEqualTo(there + " by upstream.dial · plain HTTP");
            try (Socket socket = dialled.socket();
                    Socket peer = listener.accept()) {
                socket.getOutputStream().write('x');
                assertThat(peer.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
        NotConnected why =
                refused(
                        dialer(new Upstream(List.of(), null, Map.of(API.host(), here()), true)),
                        API);
        assertThat(why)
                .hasMessageContaining("TLS failed")
                .hasMessageContaining("certification path");
        assertThat(why.rule()).hasToString("upstream.tls");
    }

    @Test
    void aBundleNamedByTheHostIsTrustedToo() throws Exception {
        Upstream plain = new Upstream(List.of(), null, Map.of(API.host(), here()), true);
        greeted(
                new UpstreamDialer(plain, List.of(vendor.pem()), HostNamespace.here(), LIMITS)
                        .dial(API));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.mail.example", "mail.example", "xapi.mail.example", "8.8.8.8"})
    void aCertificateForAnotherNameIsRefused(String host) throws Exception {
        Destination other = new Destination(host, 443);
        assertThat(refused(dialer(upstream(null, Map.of(host, here()), true)), other).rule())
                .hasToString("upstream.tls");
    }

    @Test
    void onlyDialRefusesEveryDestinationWithoutAnEntryAndAnEntryIsForItsPort() throws Exception {
        UpstreamDialer dialer =
                dialer(upstream("http://127.0.0.1:9", Map.of(API.host(), here()), true));
        assertThat(refused(dialer, Destination.parse("other.example")).rule())
                .hasToString("host.only-dial");
        assertThat(refused(dialer, Destination.parse("8.8.8.8")).rule())
                .hasToString("host.only-dial");
        assertThat(refused(dialer, Destination.parse("api.mail.example:8443")).rule())
                .hasToString("host.only-dial");
    }

    @Test
    void aNameThatResolvesToLoopbackIsRefusedAndSoAreLiteralsAndOwnAddresses() throws Exception {
        UpstreamDialer dialer = dialer(upstream(null, Map.of(), false));
        for (String host :
                List.of("localhost", "127.0.0.1", "10.0.0.1", "198.51.100.1", "169.254.169.254")) {
            assertThat(refused(dialer, new Destination(host, peer.port())).rule())
                    .as(host)
                    .hasToString("host.address");
        }
        for (String host : List.of("::1", "fd00::1", "64:ff9b::7f00:1")) {
            assertThat(refused(dialer, new Destination(host, 443)).rule())
                    .as(host)
                    .hasToString("host.address");
        }
        for (String host :
                List.of("127.1", "2130706433", "0x7f000001", "::ffff:127.0.0.1", "a.example.1")) {
            assertThat(refused(dialer, new Destination(host, 443)).rule())
                    .as(host)
                    .hasToString("host.unusable-name");
        }
        for (InetAddress own : World.host().ownAddresses()) {
            assertThat(AddressRules.refusal(own, World.host().ownAddresses())).isNotNull();
        }
        assertThat(peer.asked).isEmpty();
    }

    @Test
    void aNameIsResolvedOnceAndThatVeryAddressIsDialled() throws Exception {
        Atlas world = new Atlas(List.of("9.9.9.9"), peer.port());
        UpstreamDialer.Dialled dialled = dialer(world).dial(API);
        assertThat(dialled.hops()).isEqualTo("9.9.9.9:443 resolved");
        assertThat(world.dialled).containsExactly("9.9.9.9:443");
        assertThat(world.lookedUp).containsExactly(API.host());
        greeted(dialled);
    }

    @Test
    void onePrivateAddressAmongPublicOnesRefusesTheName() throws Exception {
        for (String other : List.of("127.0.0.1", "8.8.4.4")) {
            Atlas world = new Atlas(List.of("9.9.9.9", other), peer.port());
            assertThat(refused(dialer(world), API).rule()).hasToString("host.address");
            assertThat(world.dialled).isEmpty();
        }
        assertThat(refused(dialer(new Atlas(List.of(), peer.port())), API).rule())
                .hasToString("upstream.resolve");
    }

    @Test
    void aThreadInAnotherNamespaceIsRefused() throws Exception {
        HostNamespace here = HostNamespace.here();
        here.require();
        java.lang.reflect.Constructor<HostNamespace> made =
                HostNamespace.class.getDeclaredConstructor(String.class);
        made.setAccessible(true);
        UpstreamDialer dialer =
                new UpstreamDialer(
                        upstream(null, Map.of(API.host(), here()), true),
                        List.of(),
                        made.newInstance("net:[1]"),
                        LIMITS);
        assertThat(refused(dialer, API).rule()).hasToString("host.namespace");
    }

    @Test
    void aPeerThatNeverShakesHandsIsLetGoAndReadsTimeOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            UpstreamDialer dialer =
                    dialer(
                            upstream(
                                    null,
                                    Map.of(API.host(), "127.0.0.1:" + silent.getLocalPort()),
                                    true));
            assertThat(refused(dialer, API).rule()).hasToString("upstream.tls");
        }
        try (Socket socket =
                dialer(upstream(null, Map.of(API.host(), here()), true)).dial(API).socket()) {
            assertThat(socket.getSoTimeout()).isEqualTo(200);
        }
        try (ServerSocket closed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = closed.getLocalPort();
            closed.close();
            NotConnected why =
                    refused(
                            dialer(upstream(null, Map.of(API.host(), "127.0.0.1:" + port), true)),
                            API);
            assertThat(why.rule()).hasToString("upstream.connect");
        }
    }

    @Test
    void aProxyIsAskedByNameAndAnEntryBeatsIt() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + proxy.getLocalPort();
            Future<String> asked =
                    virtual.submit(() ->
                            tunnel(
                                    proxy,
                                    "HTTP/1.1 200 Connection established\r\nVia: 1.1 p\r\n\r\n"));
            UpstreamDialer dialer =
                    dialer(upstream("http://" + address, Map.of("other.example", here()), false));
            UpstreamDialer.Dialled dialled = dialer.dial(API);
            assertThat(dialled.hops())
                    .startsWith("by proxy " + address + ", which resolves the name");
            greeted(dialled);
            assertThat(asked.get(5, TimeUnit.SECONDS))
                    .isEqualTo(
                            "CONNECT api.mail.example:443 HTTP/1.1\r\nHost: api.mail.example:443\r\n\r\n");
            // reaches the peer, whose certificate is not for that name: by its entry, not by the
            // proxy
            assertThat(refused(dialer, Destination.parse("other.example")))
                    .hasMessageContaining(here() + " by upstream.dial");
            assertThat(refused(dialer, Destination.parse("127.0.0.1")).rule())
                    .hasToString("host.address");
            assertThat(refused(dialer, Destination.parse("x.localhost")).rule())
                    .hasToString("host.address");
        }
    }

    private UpstreamDialer dialerWithLogin(String proxy) throws Exception {
        SecretName name = new SecretName("PROXY_PASSWORD");
        return new UpstreamDialer(
                new Upstream(
                        List.of(vendor.pem().toString()),
                        "http://" + proxy,
                        new ProxyLogin("svc-gate", name),
                        Map.of("other.example", here()),
                        false),
                new Secret(name, PASSWORD),
                List.of(),
                HostNamespace.here(),
                LIMITS);
    }

    @Test
    void theProxyAloneIsToldWhoAsks() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + proxy.getLocalPort();
            Future<String> asked =
                    virtual.submit(
                            () -> tunnel(proxy, "HTTP/1.1 200 Connection established\r\n\r\n"));
            UpstreamDialer.Dialled dialled =
                    dialerWithLogin(address).dial(Destination.parse("api.mail.example"));
            assertThat(dialled.hops()).doesNotContain(PASSWORD, "svc-gate");
            greeted(dialled);
            assertThat(asked.get(5, TimeUnit.SECONDS))
                    .isEqualTo(
                            "CONNECT api.mail.example:443 HTTP/1.1\r\nHost: api.mail.example:443\r\n"
                                    // echo -n svc-gate:a-very-real-password | base64
                                    + "Proxy-Authorization: Basic c3ZjLWdhdGU6YS12ZXJ5LXJlYWwtcGFzc3dvcmQ=\r\n\r\n");
            virtual.submit(() -> tunnel(proxy, "HTTP/1.1 407 " + PASSWORD + "\r\n\r\n"));
            assertThat(refused(dialerWithLogin(address), API))
                    .hasMessageContaining("does not take the name and password")
                    .hasMessageNotContaining(PASSWORD);
        }
        assertThatThrownBy(() ->
                        new UpstreamDialer(
                                new Upstream(
                                        List.of(),
                                        "http://127.0.0.1:9",
                                        new ProxyLogin("svc", new SecretName("PROXY_PASSWORD")),
                                        Map.of(),
                                        false),
                                List.of(),
                                HostNamespace.here(),
                                LIMITS))
                .isInstanceOf(IllegalArgumentException.class);
        for (String user : List.of("", "a:b", "a b", "a\r\nX: y", "\u00e4")) {
            assertThatThrownBy(() -> new ProxyLogin(user, new SecretName("PROXY_PASSWORD")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nname : x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad\0: x\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                " HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\n",
                "",
                "SSH-2.0-x\r\n\r\n"
            })
    void aProxyThatAnswersAnythingElseOpensNoTunnel(String reply) throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            virtual.submit(() -> tunnel(proxy, reply));
            UpstreamDialer dialer =
                    dialer(upstream("http://127.0.0.1:" + proxy.getLocalPort(), Map.of(), false));
            assertThat(refused(dialer, API).rule()).hasToString("upstream.proxy");
        }
        assertThat(peer.asked).isEmpty();
    }

    @Test
    void aProxyWithAnEndlessOrNoReplyIsLetGo() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            UpstreamDialer dialer =
                    dialer(upstream("http://127.0.0.1:" + proxy.getLocalPort(), Map.of(), false));
            assertThat(refused(dialer, API)).hasMessageContaining("did not answer");
            proxy.accept().close();
            virtual.submit(() -> tunnel(proxy, "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000)));
            assertThat(refused(dialer, API)).hasMessageContaining("more than");
        }
    }

    @Test
    void unusableBundlesAndAddressesAreRefusedAtStart() throws Exception {
        Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "nothing");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        for (Path file : List.of(rubbish, empty, folder.resolve("missing.pem"))) {
            assertThatThrownBy(() ->
                            dialer(new Upstream(List.of(file.toString()), null, Map.of(), false)))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("upstream.ca-unreadable");
        }
        assertThatThrownBy(() ->
                        dialer(
                                new Upstream(
                                        List.of(), null, Map.of("a.example", "[:::::]:1"), false)))
                .hasMessageContaining("upstream.dial-address");
        for (String bad :
                List.of(
                        "localhost:80",
                        "127.0.0.1",
                        "127.0.0.1:0",
                        "127.0.0.1:65536",
                        "127.1:80",
                        "1.2.3.400:5")) {
            assertThatThrownBy(() -> new Upstream(List.of(), null, Map.of("a.example", bad), false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad :
                List.of(
                        "https://p:1",
                        "http://u:p@h:1",
                        "http://h",
                        "h:1",
                        "http://h:1/x",
                        "http://h:99999",
                        "http://h\r\n:1")) {
            assertThatThrownBy(() -> new Upstream(List.of(), bad, Map.of(), false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /**
     * Answers one CONNECT; after a 200 with an empty line joins both sides. Returns what was asked.
     */
    private String tunnel(ServerSocket proxy, String reply) throws IOException {
        try (Socket client = proxy.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            client.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
            if (!reply.startsWith("HTTP/1.1 200 Connection")) {
                return head.toString();
            }
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
                virtual.submit(() -> client.getInputStream().transferTo(server.getOutputStream()));
                InputStream back = server.getInputStream();
                back.transferTo(client.getOutputStream());
            } catch (SocketTimeoutException e) {
                throw new IOException(e);
            } catch (IOException closed) {
                return head.toString();
            }
            return head.toString();
        }
    }

    /**
     * A network where every name has the addresses given and every address is the peer on loopback;
     * 8.8.4.4 is this machine's.
     */
    private static final class Atlas implements World {
        private final List<String> addresses;
        private final int port;
        private final List<String> lookedUp = new ArrayList<>();
        private final List<String> dialled = new ArrayList<>();

        Atlas(List<String> addresses, int port) {
            this.addresses = addresses;
            this.port = port;
        }

        @Override
        public List<InetAddress> addresses(String name) {
            lookedUp.add(name);
            return addresses.stream().map(InetAddress::ofLiteral).toList();
        }

        @Override
        public Set<InetAddress> ownAddresses() {
            return Set.of(InetAddress.ofLiteral("8.8.4.4"));
        }

        @Override
        public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
            dialled.add(AddressRules.shown(address.getAddress(), address.getPort()));
            return World.host()
                    .connect(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
        }
    }
}
