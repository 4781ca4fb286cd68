package dev.stoplock.gate.console;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Which names the console answers to, and which pages may ask it for what.
 *
 * <p>Threat: any page in the same browser can send requests here, also under a name of its own that
 * resolves to 127.0.0.1 (DNS rebinding), and so can another server on this address and another
 * port.
 */
final class Origins {

    private final Set<String> authorities;

    Origins(int port) {
        this.authorities = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    /** The one name and port the request was sent to, or null where that is none of ours. */
    @Nullable String authority(HttpFields headers, @Nullable String target) {
        List<String> hosts = headers.getValuesList(HttpHeader.HOST);
        return hosts.size() == 1
                        && authorities.contains(hosts.getFirst())
                        && (target == null || target.equals(hosts.getFirst()))
                ? hosts.getFirst()
                : null;
    }

    /**
     * Whether a page of ours sends this. Browsers say {@code Sec-Fetch-Site} (W3C Fetch Metadata),
     * which no page can set. {@code Origin} is null on a form's POST where the referrer policy is
     * no-referrer (WHATWG Fetch, "append a request Origin header"), and absent on a same-origin
     * GET: then the other must say so.
     */
    static boolean isOurs(HttpFields headers, String authority) {
        String site = headers.get("Sec-Fetch-Site");
        String origin = headers.get(HttpHeader.ORIGIN);
        if (headers.getValuesList("Sec-Fetch-Site").size() > 1
                || headers.getValuesList(HttpHeader.ORIGIN).size() > 1
                || (site != null && !site.equals("same-origin"))) {
            return false;
        }
        return origin == null || origin.equals("null")
                ? site != null
                : origin.equals("http://" + authority);
    }

    /** Whether this may be a person opening a page, or a page of ours loading something. */
    static boolean mayRead(HttpFields headers, String authority) {
        String site = headers.get("Sec-Fetch-Site");
        String mode = headers.get("Sec-Fetch-Mode");
        String origin = headers.get(HttpHeader.ORIGIN);
        boolean from = origin == null || origin.equals("http://" + authority);
        return from
                && (site == null
                        || site.equals("same-origin")
                        || site.equals("none")
                        || "navigate".equals(mode));
    }
}
