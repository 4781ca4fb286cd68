package dev.stoplock.gate.console;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The web server's sockets: 127.0.0.1 and ::1 on one port, nothing else, and the bounds of what is
 * read from them.
 *
 * <p>Threat: where only one of the two were ours, another user's server on the other would be what
 * {@code localhost} may mean.
 */
record Listeners(Server server, int port) {

    private static final int HEADER_BYTES = 8 << 10;
    private static final int CONNECTIONS = 64;
    private static final long IDLE_MILLIS = 30_000;
    private static final int TRIES = 8;

    /**
     * Opens the port, or any free one for 0. Refuses ({@code console.port}) one that is taken.
     * Nothing is accepted before the server is started.
     */
    static Listeners open(int wanted) throws Refused, IOException {
        for (int i = 0; ; i++) {
            QueuedThreadPool threads = new QueuedThreadPool(12, 4);
            threads.setName("console");
            threads.setDaemon(true);
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
            Server server = new Server(threads);
            List<ServerConnector> all = new ArrayList<>();
            try {
                ServerConnector four = connector(server, "127.0.0.1", wanted);
                all.add(four);
                four.open();
                int port = four.getLocalPort();
                ServerConnector six = connector(server, "::1", port);
                if (hasSix(six)) {
                    all.add(six);
                }
                all.forEach(server::addConnector);
                server.addBean(
                        new NetworkConnectionLimit(
                                CONNECTIONS, all.toArray(ServerConnector[]::new)));
                server.setErrorHandler(new BadRequests());
                server.setStopTimeout(0);
                return new Listeners(server, port);
            } catch (IOException e) {
                all.forEach(ServerConnector::close);
                if (wanted != 0 || i == TRIES) {
                    throw new Refused(
                            Refusal.Exit.FAILED,
                            "console.port",
                            "the console cannot listen on "
                                    + (wanted == 0 ? "any port" : "port " + wanted)
                                    + " of 127.0.0.1 and ::1 ("
                                    + e.getMessage()
                                    + "); the gate runs without it",
                            "name another as console.port in stoplock.yaml, or end what listens there");
                }
            }
        }
    }

    /** False on a machine without IPv6; throws where the port is another's. */
    private static boolean hasSix(ServerConnector six) throws IOException {
        try {
            six.open();
            return true;
        } catch (IOException e) {
            boolean taken = e instanceof BindException || e.getCause() instanceof BindException;
            String said =
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            if (taken && said.contains("in use")) {
                throw e;
            }
            return false;
        }
    }

    private static ServerConnector connector(Server server, String host, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setRelativeRedirectAllowed(true);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(CONNECTIONS);
        return connector;
    }
}
