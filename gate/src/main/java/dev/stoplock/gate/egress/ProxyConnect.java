package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asking an HTTP proxy for a tunnel (CONNECT, RFC 9110, 9.3.6). The reply's head is read strictly
 * and byte by byte, so that not one byte of what follows is taken from the TLS handshake.
 */
final class ProxyConnect {

    static final int MOST_BYTES = 16 * 1024;

    private static final Pattern STATUS =
            Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})(?: [\\x20-\\x7e\\t\\x80-\\xff]*)?");
    private static final Pattern FIELD =
            Pattern.compile(
                    "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\x21-\\x7e\\x80-\\xff][\\x20-\\x7e\\t\\x80-\\xff]*)?");

    private ProxyConnect() {}

    /**
     * Returns once the tunnel stands; throws IOException with the reason otherwise. {@code basic}
     * is what Basic says of who asks (RFC 7617), or null; it goes to the proxy in the clear.
     */
    static void open(
            InputStream in, OutputStream out, Destination destination, @Nullable String basic)
            throws IOException {
        String authority = destination.endpoint();
        String who = basic == null ? "" : "Proxy-Authorization: Basic " + basic + "\r\n";
        out.write(
                ("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + who + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String head = head(in);
        String[] lines = head.split("\r\n", -1);
        Matcher status = STATUS.matcher(lines[0]);
        if (!status.matches()) {
            throw new IOException("its reply is not HTTP");
        }
        if (!status.group(1).equals("200")) {
            throw new IOException(
                    status.group(1).equals("407")
                            ? basic == null
                                    ? "it wants a name and a password (407): see upstream.proxy-login"
                                    : "it does not take the name and password of upstream.proxy-login (407)"
                            : "it answered with status " + status.group(1));
        }
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                throw new IOException("its reply has a malformed header line");
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            // Threat: whether bytes after the head are a body or the tunnel's would be read in two
            // ways
            if (name.equals("transfer-encoding")
                    || (name.equals("content-length") && !"0".equals(field.group(2)))) {
                throw new IOException("its reply announces a body, which an open tunnel has not");
            }
        }
    }

    /** The bytes before the empty line, whose line ends are CR LF and nothing else. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < MOST_BYTES) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it closed the connection without a whole reply");
            }
            boolean afterReturn = !head.isEmpty() && head.charAt(head.length() - 1) == '\r';
            if (afterReturn != (next == '\n') || next == 0) {
                throw new IOException("its reply has a stray line end or a NUL");
            }
            head.append((char) next);
            if (head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                return head.substring(0, head.length() - 4);
            }
        }
        throw new IOException("its reply has a head of more than " + MOST_BYTES + " bytes");
    }
}
