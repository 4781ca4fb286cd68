package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.ProxyLogin;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Upstream;
import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The gate's own way out: a TLS connection to a destination, whose certificate was checked for the
 * destination's name; a bare one where the destination is plain HTTP.
 *
 * <p>Guarantees: an entry of {@code dial} beats the proxy; without either the name is resolved now,
 * every address it has is checked, and one of those very addresses is dialled; the name is kept for
 * SNI (RFC 6066, 3) and the certificate's check (RFC 9525) whatever is dialled; no socket is opened
 * outside the host's network namespace. With a proxy, the proxy resolves: no address is checked
 * then.
 */
public final class UpstreamDialer implements Dialer {

    private static final int MOST_ADDRESSES = 4;

    /**
     * How long each connect, the whole way to a finished handshake, and each later read may take:
     * slow answers of models and searches are waited for, as mail servers are (RFC 5321, 4.5.3.2).
     */
    public record Limits(Duration connect, Duration handshake, Duration read) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(300));
    }

    private record Raw(Socket socket, String hops) {}

    private final Upstream upstream;
    private final @Nullable Secret password;
    private final SSLContext context;
    private final HostNamespace namespace;
    private final World world;
    private final Limits limits;

    /**
     * {@code bundles} are the PEM files that variables of the host name (SSL_CERT_FILE and its
     * like).
     */
    public UpstreamDialer(
            Upstream upstream, List<Path> bundles, HostNamespace namespace, Limits limits)
            throws Refused {
        this(upstream, null, bundles, namespace, limits);
    }

    /** {@code password} is that of the proxy's login, where there is one. */
    public UpstreamDialer(
            Upstream upstream,
            @Nullable Secret password,
            List<Path> bundles,
            HostNamespace namespace,
            Limits limits)
            throws Refused {
        this(upstream, password, bundles, namespace, limits, World.host());
    }

    UpstreamDialer(
            Upstream upstream,
            @Nullable Secret password,
            List<Path> bundles,
            HostNamespace namespace,
            Limits limits,
            World world)
            throws Refused {
        if (upstream.login() != null && password == null) {
            throw new IllegalArgumentException("the proxy's login comes without its password");
        }
        for (String instead : upstream.dial().values()) {
            requireLiteral(instead);
        }
        this.upstream = upstream;
        this.password = password;
        this.context =
                TrustRoots.clientContext(
                        Stream.concat(bundles.stream(), upstream.ca().stream().map(Path::of))
                                .toList());
        this.namespace = namespace;
        this.limits = limits;
        this.world = world;
    }

    /** The socket's read timeout is the limits' {@code read}. */
    @Override
    public Dialled dial(Destination destination) throws NotConnected {
        Dialled open = open(destination);
        return destination.isPlain()
                ? new Dialled(open.line(), open.hops() + " · plain HTTP")
                : secured(open, destination, List.of("http/1.1"));
    }

    @Override
    public Dialled open(Destination destination) throws NotConnected {
        HostName name = name(destination);
        try {
            namespace.require();
        } catch (IOException e) {
            throw new NotConnected("host.namespace", destination, e.getMessage() + "");
        }
        Raw raw = raw(destination, name);
        try {
            raw.socket().setSoTimeout(Math.toIntExact(limits.read().toMillis()));
        } catch (IOException e) {
            throw failed(
                    raw.socket(),
                    new NotConnected(
                            "upstream.connect", destination, raw.hops() + ": " + e.getMessage()));
        }
        return new Dialled(raw.socket(), raw.hops());
    }

    /** No protocol is named: RFC 7301 knows none for SMTP, and IMAP's is hardly used. */
    @Override
    public Dialled secure(Dialled open, Destination destination) throws NotConnected {
        return secured(open, destination, List.of());
    }

    private static HostName name(Destination destination) throws NotConnected {
        try {
            return HostName.parse(destination.host());
        } catch (IllegalArgumentException e) {
            throw new NotConnected("host.unusable-name", destination, e.getMessage() + "");
        }
    }

    private Raw raw(Destination destination, HostName name) throws NotConnected {
        String instead = upstream.dialled(destination);
        if (instead != null) {
            return new Raw(
                    connect(destination, address(instead, true), instead + " by upstream.dial"),
                    instead + " by upstream.dial");
        }
        if (upstream.onlyDial()) {
            throw new NotConnected(
                    "host.only-dial",
                    destination,
                    "upstream says only: dial, and upstream.dial has no entry for it");
        }
        InetAddress literal = name.literal();
        if (literal != null) {
            requireAllowed(destination, literal);
        }
        String proxy = upstream.proxy();
        if (proxy != null) {
            return byProxy(destination, proxy.substring("http://".length()));
        }
        return resolved(destination, literal == null ? addresses(destination) : List.of(literal));
    }

    private Raw byProxy(Destination destination, String proxy) throws NotConnected {
        String host = destination.host();
        // RFC 6761, 6.3: these names are loopback wherever they are resolved
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            throw new NotConnected(
                    "host.address",
                    destination,
                    "the name always means the machine that resolves it");
        }
        String hops = "by proxy " + proxy + ", which resolves the name: its address is not checked";
        Socket socket = connect(destination, address(proxy, false), hops);
        try (Deadline deadline = Deadline.closing(socket, limits.handshake())) {
            try {
                ProxyConnect.open(
                        socket.getInputStream(), socket.getOutputStream(), destination, basic());
                return new Raw(socket, hops);
            } catch (IOException e) {
                String why =
                        deadline.passed()
                                ? "it did not answer within " + limits.handshake()
                                : e.getMessage();
                throw failed(
                        socket,
                        new NotConnected(
                                "upstream.proxy",
                                destination,
                                "the proxy " + proxy + " opened no tunnel: " + why));
            }
        }
    }

    private @Nullable String basic() {
        ProxyLogin login = upstream.login();
        if (login == null || password == null) {
            return null;
        }
        String plain = login.user() + ":" + password.reveal(Secret.Purpose.EGRESS);
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private Raw resolved(Destination destination, List<InetAddress> addresses) throws NotConnected {
        // Threat: one public address beside a private one, to be dialled when the first does not
        // answer
        for (InetAddress address : addresses) {
            requireAllowed(destination, address);
        }
        NotConnected last =
                new NotConnected("upstream.resolve", destination, "its name has no address");
        for (InetAddress address :
                addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            String shown = AddressRules.shown(address, destination.port());
            try {
                return new Raw(
                        connect(
                                destination,
                                new InetSocketAddress(address, destination.port()),
                                shown),
                        shown + " resolved");
            } catch (NotConnected next) {
                last = next;
            }
        }
        throw last;
    }

    private List<InetAddress> addresses(Destination destination) throws NotConnected {
        try {
            return world.addresses(destination.host());
        } catch (UnknownHostException e) {
            throw new NotConnected("upstream.resolve", destination, "its name does not resolve");
        } catch (IOException e) {
            throw new NotConnected(
                    "upstream.resolve",
                    destination,
                    "its name could not be looked up: " + e.getMessage());
        }
    }

    private void requireAllowed(Destination destination, InetAddress address) throws NotConnected {
        Set<InetAddress> own;
        try {
            own = world.ownAddresses();
        } catch (IOException e) {
            throw new NotConnected(
                    "host.address",
                    destination,
                    "this machine's own addresses cannot be read: " + e.getMessage());
        }
        @Nullable String reason = AddressRules.refusal(address, own);
        if (reason != null) {
            throw new NotConnected(
                    "host.address", destination, address.getHostAddress() + " is " + reason);
        }
    }

    private Socket connect(Destination destination, InetSocketAddress address, String shown)
            throws NotConnected {
        try {
            if (address.isUnresolved()) {
                throw new UnknownHostException("its name does not resolve");
            }
            return world.connect(address, limits.connect());
        } catch (IOException e) {
            throw new NotConnected("upstream.connect", destination, shown + ": " + e.getMessage());
        }
    }

    private Dialled secured(Dialled open, Destination destination, List<String> protocols)
            throws NotConnected {
        Socket line = open.line();
        HostName name = name(destination);
        try (Deadline deadline = Deadline.closing(line, limits.handshake())) {
            try {
                line.setSoTimeout(Math.toIntExact(limits.handshake().toMillis()));
                SSLSocket socket =
                        (SSLSocket)
                                context.getSocketFactory()
                                        .createSocket(line, name.text(), destination.port(), true);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                parameters.setApplicationProtocols(protocols.toArray(String[]::new));
                if (name.literal() == null) {
                    parameters.setServerNames(List.of(new SNIHostName(name.text())));
                }
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                String agreed = socket.getApplicationProtocol();
                if (agreed != null && !agreed.isEmpty() && !protocols.contains(agreed)) {
                    throw new IOException("it agreed on another protocol than " + protocols);
                }
                socket.setSoTimeout(Math.toIntExact(limits.read().toMillis()));
                return new Dialled(socket, line, open.hops());
            } catch (IOException | IllegalArgumentException e) {
                String why =
                        deadline.passed()
                                ? "no TLS handshake within " + limits.handshake()
                                : "TLS failed: " + e.getMessage();
                throw failed(
                        line,
                        new NotConnected("upstream.tls", destination, open.hops() + ": " + why));
            }
        }
    }

    private static NotConnected failed(Socket socket, NotConnected why) {
        try {
            socket.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        return why;
    }

    private static void requireLiteral(String instead) throws Refused {
        try {
            InetAddress.ofLiteral(bare(instead));
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "upstream.dial-address",
                    "upstream.dial names " + instead + ", which is no address",
                    "write it as address:port or [address]:port");
        }
    }

    private static String bare(String text) {
        String host = text.substring(0, text.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Reads host:port or [v6]:port, whose shape {@link Upstream} has checked. */
    private static InetSocketAddress address(String text, boolean literal) {
        int port = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
        return literal
                ? new InetSocketAddress(InetAddress.ofLiteral(bare(text)), port)
                : new InetSocketAddress(bare(text), port);
    }
}
