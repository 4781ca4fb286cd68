package dev.stoplock.gate.egress;

import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards sandboxes: one key manager for all hosts, which presents the leaf of the name a
 * connection was captured for.
 *
 * <p>Guarantees: a connection is accepted only if its SNI (RFC 6066, 3), where there is one, is the
 * expected name; only {@code http/1.1} is agreed on by ALPN (RFC 7301); sessions are never resumed
 * under another name.
 */
public final class ServerTls implements Handshakes {

    /** Which implementation to use. */
    enum Stack {
        CONSCRYPT,
        JDK
    }

    /** An accepted connection; {@code sni} is null where the client sent none. */
    public record Accepted(SSLSocket socket, @Nullable String sni) {}

    /**
     * Threat: Conscrypt reports a host given here (if it has a dot) as the SNI the client sent, so
     * no check would ever fail.
     */
    private static final String UNNAMED = "sandbox";

    private final CertificateAuthority authority;
    private final Duration handshake;
    private final String provider;
    private final boolean conscrypt;
    private final Provider implementation;
    private final LeafKeys keys;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@code lock}; the least recently used goes first. */
    private final LinkedHashMap<String, SSLSocketFactory> sockets =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, SSLSocketFactory> eldest) {
                    return size() > CertificateAuthority.MOST_LEAVES;
                }
            };

    /** Handshakes under way. Sockets do not override equals. */
    private final ConcurrentHashMap<SSLSocket, Expected> expected = new ConcurrentHashMap<>();

    private ServerTls(
            CertificateAuthority authority,
            Duration handshake,
            Provider provider,
            String remark,
            boolean conscrypt) {
        this.authority = authority;
        this.handshake = handshake;
        this.implementation = provider;
        this.provider = provider.getName() + " " + provider.getVersionStr() + remark;
        this.conscrypt = conscrypt;
        this.keys = new LeafKeys(authority, expected);
    }

    /**
     * Conscrypt where its native part loads, else the JDK's TLS; {@link #provider} says which.
     * {@code handshake} bounds each accept.
     */
    public static ServerTls open(CertificateAuthority authority, Duration handshake) {
        try {
            return open(authority, handshake, Stack.CONSCRYPT, "");
        } catch (LinkageError | RuntimeException notHere) {
            return open(
                    authority,
                    handshake,
                    Stack.JDK,
                    " (Conscrypt did not load: " + notHere.getMessage() + ")");
        }
    }

    static ServerTls open(
            CertificateAuthority authority, Duration handshake, Stack stack, String remark) {
        ServerTls tls =
                switch (stack) {
                    case CONSCRYPT ->
                            new ServerTls(
                                    authority, handshake, Conscrypt.newProvider(), remark, true);
                    case JDK ->
                            new ServerTls(
                                    authority,
                                    handshake,
                                    Security.getProvider("SunJSSE"),
                                    remark,
                                    false);
                };
        // a stack that cannot make a context is found out here, not at the first connection
        tls.freshSockets();
        return tls;
    }

    /** Which implementation would be used here, without opening one. */
    public static String available() {
        try {
            return Conscrypt.newProvider().getName();
        } catch (LinkageError | RuntimeException notHere) {
            return "the JDK's (Conscrypt does not load: " + notHere.getMessage() + ")";
        }
    }

    /** The implementation in use and its version; and, if that is the JDK's, why. For the log. */
    public String provider() {
        return provider;
    }

    @Override
    public Accepted accept(SocketChannel connection, String name) throws IOException, Refused {
        try (Deadline deadline = Deadline.closing(connection, handshake)) {
            try {
                Accepted accepted = shakeHands(connection, HostName.parse(name));
                if (deadline.passed()) {
                    throw new IOException("late");
                }
                return accepted;
            } catch (IllegalArgumentException e) {
                throw new IOException("no certificate for such a host: " + e.getMessage(), e);
            } catch (SniMismatch e) {
                throw e;
            } catch (IOException e) {
                // whichever of the two clocks was first
                if (!deadline.passed() && !(e instanceof SocketTimeoutException)) {
                    throw e;
                }
                connection.close();
                throw new IOException("the TLS handshake took longer than " + handshake, e);
            }
        }
    }

    private Accepted shakeHands(SocketChannel connection, HostName name)
            throws IOException, Refused {
        authority.leaf(name.text());
        connection.configureBlocking(true);
        int port = connection.socket().getLocalPort();
        // not closed with the TLS on top of it: what failed is recorded and told first
        SSLSocket socket =
                (SSLSocket) socketsOf(name).createSocket(connection.socket(), UNNAMED, port, false);
        Expected here = new Expected(name.text());
        expected.put(socket, here);
        try {
            socket.setUseClientMode(false);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(Math.toIntExact(handshake.toMillis()));
            socket.startHandshake();
            @Nullable String sni = here.check(socket.getSession());
            socket.setSoTimeout(0);
            return new Accepted(socket, sni);
        } catch (IOException | RuntimeException e) {
            @Nullable String other = here.other;
            if (other != null) {
                throw new SniMismatch(name.text(), other);
            }
            // names that are none (a NUL, a dot at the end) fail while the JDK reads them
            if (e.getMessage() != null
                    && e.getMessage().toLowerCase(Locale.ROOT).contains("server name")) {
                throw new SniMismatch(name.text(), "something that is no host name");
            }
            throw e instanceof IOException failed
                    ? failed
                    : new IOException("the TLS handshake failed: " + e.getMessage(), e);
        } finally {
            expected.remove(socket);
        }
    }

    /**
     * Threat: a session begun under one name and resumed under another, past the key manager.
     * Conscrypt allows it within one context, so each name has a context of its own: session caches
     * and ticket keys belong to the context.
     */
    private SSLSocketFactory socketsOf(HostName name) {
        lock.lock();
        try {
            return sockets.computeIfAbsent(name.text(), text -> freshSockets());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Without a key store and without trust managers: those are what makes a context slow to make.
     */
    private SSLSocketFactory freshSockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS", implementation);
            context.init(new KeyManager[] {keys}, new TrustManager[0], null);
            SSLSocketFactory made = context.getSocketFactory();
            if (conscrypt) {
                // sockets over Java's streams: a native read would hold a virtual thread's carrier,
                // and past any timeout
                Conscrypt.setUseEngineSocket(made, true);
            }
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS context from " + provider, e);
        }
    }

    /**
     * The name one handshake must be about, and what was asked for instead. Used by the handshake's
     * own thread only.
     */
    static final class Expected {

        private final String name;
        private @Nullable String other;

        Expected(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /** The SNI, which is the expected name, or null if there is none; throws on any other. */
        @Nullable String check(@Nullable SSLSession session) throws IOException {
            @Nullable String asked = asked(session);
            if (asked != null && !asked.equalsIgnoreCase(name)) {
                other = asked;
                throw new SniMismatch(name, asked);
            }
            return asked == null ? null : name;
        }

        private static @Nullable String asked(@Nullable SSLSession session) {
            if (!(session instanceof ExtendedSSLSession extended)) {
                return "something this TLS implementation does not show";
            }
            List<SNIServerName> names;
            try {
                names = extended.getRequestedServerNames();
            } catch (IllegalArgumentException notAName) {
                return "something that is no host name";
            }
            if (names.isEmpty()) {
                return null;
            }
            return names.size() == 1 && names.getFirst() instanceof SNIHostName host
                    ? host.getAsciiName()
                    : "several names or one of an unknown type";
        }
    }
}
