package dev.stoplock.core.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The gate's own way out, a public part of the policy: {@code ca} are PEM files trusted besides the
 * machine's roots; {@code proxy} is {@code http://host:port} and is asked by CONNECT, as {@code
 * login} where it wants to know who asks; {@code dial} says, per destination ({@code host}, meaning
 * port 443, or {@code host:port}), which address literal and port is dialled in its place, with TLS
 * or without; {@code onlyDial} refuses every destination without such an entry. Entries of {@code
 * dial} beat the proxy. Keys of {@code dial} are kept in the form {@code host:port}.
 */
public record Upstream(
        List<String> ca,
        @Nullable String proxy,
        @Nullable ProxyLogin login,
        Map<String, String> dial,
        boolean onlyDial) {

    public static final Upstream NONE = new Upstream(List.of(), null, Map.of(), false);

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern ENDPOINT =
            Pattern.compile(
                    "(?:"
                            + OCTET
                            + "(?:\\."
                            + OCTET
                            + "){3}|\\[[0-9a-fA-F:.]{2,45}\\]):([0-9]{1,5})");
    private static final Pattern PROXY =
            Pattern.compile(
                    "http://(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\\[[0-9a-fA-F:.]{2,45}\\]):([0-9]{1,5})/?");

    public Upstream {
        ca = List.copyOf(ca);
        for (String file : ca) {
            if (file.isBlank() || file.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not a file: upstream.ca holds an empty name");
            }
        }
        if (proxy != null) {
            // a password is a secret and has a name: it is not taken here
            requirePort(PROXY, proxy, "a proxy, expected http://host:port");
            proxy = proxy.endsWith("/") ? proxy.substring(0, proxy.length() - 1) : proxy;
        }
        if (login != null && proxy == null) {
            throw new IllegalArgumentException("there is a login for a proxy, and no proxy");
        }
        TreeMap<String, String> entries = new TreeMap<>();
        for (Map.Entry<String, String> entry : dial.entrySet()) {
            requirePort(
                    ENDPOINT,
                    entry.getValue(),
                    "an address to dial, expected address:port or [address]:port");
            String destination = Destination.parse(entry.getKey()).endpoint();
            if (entries.put(destination, entry.getValue()) != null) {
                throw new IllegalArgumentException(
                        "upstream.dial has two entries for " + destination);
            }
        }
        dial = Collections.unmodifiableMap(entries);
    }

    /** With a proxy that asks nobody who they are, or with none. */
    public Upstream(
            List<String> ca, @Nullable String proxy, Map<String, String> dial, boolean onlyDial) {
        this(ca, proxy, null, dial, onlyDial);
    }

    /** The address literal and port to dial in the destination's place, or null. */
    public @Nullable String dialled(Destination destination) {
        return dial.get(destination.endpoint());
    }

    private static void requirePort(Pattern shape, String text, String what) {
        Matcher matcher = shape.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not " + what);
        }
        int port = Integer.parseInt(matcher.group(1));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }
}
