package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * The host part of a destination, told apart: a DNS name, or an address literal in its one accepted
 * form. Names that some readers take for an address (a last label of digits, {@code 0x7f000001},
 * {@code 127.1}) are neither.
 */
record HostName(String text, @Nullable InetAddress literal) {

    private static final int LONGEST = 253;
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    /** As the URL standard's "ends in a number" checker says, which browsers and Node follow. */
    private static final Pattern NUMBER_AT_END =
            Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)");

    /** Throws IllegalArgumentException on anything else than a name or a literal. */
    static HostName parse(String host) {
        String text = new Destination(host, Destination.HTTPS).host();
        if (text.indexOf(':') >= 0) {
            // the shape has no %, so no scope; v4-mapped forms become IPv4 here
            InetAddress address = InetAddress.ofLiteral(text);
            if (!(address instanceof Inet6Address)) {
                throw new IllegalArgumentException("an IPv4 address written as IPv6");
            }
            return new HostName(text, address);
        }
        if (IPV4.matcher(text).matches()) {
            return new HostName(text, InetAddress.ofLiteral(text));
        }
        if (text.length() > LONGEST
                || !LABELS.matcher(text).matches()
                || NUMBER_AT_END.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "neither a host name nor an address in its usual form");
        }
        return new HostName(text, null);
    }

    GeneralName alternativeName() {
        return literal == null
                ? new GeneralName(GeneralName.dNSName, text)
                : new GeneralName(GeneralName.iPAddress, literal.getHostAddress());
    }
}
