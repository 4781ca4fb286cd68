package dev.stoplock.core.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port that egress may be granted to, and whether HTTP is spoken there without TLS.
 * Hosts are lower-case A-labels or address literals, without a trailing dot. The same host and port
 * with TLS and without are two destinations: who granted the one did not grant the other.
 */
public record Destination(String host, int port, boolean isPlain) {

    public static final int HTTPS = 443;

    /** The port at which HTTP is spoken without TLS, whatever is said of it (RFC 9110, 4.2.1). */
    public static final int HTTP = 80;

    private static final String PLAIN = "http://";

    /** Ports at which something else is spoken than HTTP without TLS (IANA). */
    private static final Set<Integer> NEVER_PLAIN = Set.of(HTTPS, 25, 465, 587, 2525, 143, 993);

    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(?:\\[([^\\[\\]/ ]*:[^\\[\\]/ ]*)\\]|([^\\[\\]/ :]+))(?::([0-9]{1,5}))?");

    public Destination {
        host = host.toLowerCase(Locale.ROOT);
        Names.require(
                "[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*|[0-9a-f:.]*:[0-9a-f:.]*",
                host,
                "a host");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (isPlain && NEVER_PLAIN.contains(port)) {
            throw new IllegalArgumentException(
                    "not a destination: plain HTTP is not spoken at port " + port);
        }
        isPlain |= port == HTTP;
    }

    /** With TLS, but at port 80. */
    public Destination(String host, int port) {
        this(host, port, false);
    }

    /**
     * Reads {@code host} (port 443), {@code host:port}, {@code [v6]} or {@code [v6]:port}, and in
     * front of each {@code http://}, which means without TLS (port 80 where none is named); throws
     * IllegalArgumentException otherwise.
     */
    public static Destination parse(String text) {
        boolean plain = text.startsWith(PLAIN);
        String rest = plain ? text.substring(PLAIN.length()) : text;
        Matcher written = WRITTEN.matcher(rest);
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "not a destination: expected host, host:port or http://host:port");
        }
        String host = written.group(1) == null ? written.group(2) : written.group(1);
        String port = written.group(3);
        return new Destination(
                host, port == null ? plain ? HTTP : HTTPS : Integer.parseInt(port), plain);
    }

    /** Host and port alone, as a connection has them. */
    public String endpoint() {
        return bracketed() + ":" + port;
    }

    /**
     * What a request names as its Host: with the port where that is not the scheme's own (RFC 9110,
     * 7.2).
     */
    public String authority() {
        return port == (isPlain ? HTTP : HTTPS) ? bracketed() : endpoint();
    }

    private String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /**
     * As a grant writes it: {@code host:port}, {@code http://host:port} for plain HTTP at a port of
     * its own.
     */
    @Override
    public String toString() {
        return isPlain && port != HTTP ? PLAIN + endpoint() : endpoint();
    }
}
