package dev.stoplock.core.model;

import java.util.Locale;

/**
 * A host and a port that egress may be granted to. Hosts are lower-case A-labels or address
 * literals, without a trailing dot.
 */
public record Destination(String host, int port) {

    public static final int HTTPS = 443;

    /** The one port at which HTTP is spoken without TLS (RFC 9110, 4.2.1). */
    public static final int HTTP = 80;

    public Destination {
        host = host.toLowerCase(Locale.ROOT);
        Names.require(
                "[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*|[0-9a-f:.]*:[0-9a-f:.]*",
                host,
                "a host");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** Whether what goes there is read by everybody on its way. */
    public boolean isPlain() {
        return port == HTTP;
    }

    /**
     * Reads {@code host} (port 443) or {@code host:port}; throws IllegalArgumentException
     * otherwise.
     */
    public static Destination parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new Destination(text, HTTPS);
        }
        String port = text.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("not a destination: expected host or host:port");
        }
        return new Destination(text.substring(0, colon), Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
