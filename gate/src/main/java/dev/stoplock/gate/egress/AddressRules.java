package dev.stoplock.gate.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a name of the world may stand for: those that are reached over the public
 * Internet, and no others (the special-purpose registries of RFC 6890 and IANA). What a granted
 * name resolves to is the name owner's choice, so it must not lead back in.
 */
public final class AddressRules {

    private record Block(byte[] prefix, int bits, String reason) {
        static Block of(String prefix, int bits, String reason) {
            return new Block(InetAddress.ofLiteral(prefix).getAddress(), bits, reason);
        }

        boolean holds(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((address[bit >> 3] ^ prefix[bit >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final String DOCUMENTATION = "a documentation address";
    private static final String PRIVATE = "a private address";
    private static final String METADATA = "a cloud's metadata address";

    private static final List<Block> BLOCKS =
            List.of(
                    Block.of("0.0.0.0", 32, "the unspecified address"),
                    Block.of("0.0.0.0", 8, "an address of this network (0/8)"),
                    Block.of("10.0.0.0", 8, PRIVATE),
                    Block.of("100.64.0.0", 10, "a carrier's shared address (100.64/10)"),
                    Block.of("127.0.0.0", 8, "a loopback address"),
                    Block.of("168.63.129.16", 32, METADATA),
                    Block.of("169.254.169.254", 32, METADATA),
                    Block.of("169.254.0.0", 16, "a link-local address"),
                    Block.of("172.16.0.0", 12, PRIVATE),
                    Block.of("192.0.0.0", 24, "an address for protocol assignments (192.0.0/24)"),
                    Block.of("192.0.2.0", 24, DOCUMENTATION),
                    Block.of("192.88.99.0", 24, "a 6to4 relay's address"),
                    Block.of("192.168.0.0", 16, PRIVATE),
                    Block.of(
                            "198.18.0.0",
                            15,
                            "a benchmark address, which sandboxes are given for names (198.18/15)"),
                    Block.of("198.51.100.0", 24, DOCUMENTATION),
                    Block.of("203.0.113.0", 24, DOCUMENTATION),
                    Block.of("224.0.0.0", 4, "a multicast address"),
                    Block.of("255.255.255.255", 32, "the broadcast address"),
                    Block.of("240.0.0.0", 4, "a reserved address (240/4)"),
                    Block.of("::", 128, "the unspecified address"),
                    Block.of("::1", 128, "a loopback address"),
                    Block.of("64:ff9b:1::", 48, "a local NAT64 address"),
                    Block.of("100::", 64, "a discard address"),
                    Block.of("2001::", 32, "a Teredo address"),
                    Block.of("2001::", 23, "an address for protocol assignments (2001::/23)"),
                    Block.of("2001:db8::", 32, DOCUMENTATION),
                    Block.of("3fff::", 20, DOCUMENTATION),
                    Block.of("fc00::", 7, PRIVATE),
                    Block.of("fe80::", 10, "a link-local address"),
                    Block.of("fec0::", 10, "a site-local address"),
                    Block.of("ff00::", 8, "a multicast address"));

    private static final Block GLOBAL_UNICAST = Block.of("2000::", 3, "");
    private static final Block NAT64 = Block.of("64:ff9b::", 96, "");
    private static final Block SIX_TO_FOUR = Block.of("2002::", 16, "");
    private static final Block COMPATIBLE = Block.of("::", 96, "");

    private AddressRules() {}

    /**
     * Why the address must not be dialled ("a loopback address"), or null if it may. {@code own}
     * are the host's own addresses.
     */
    public static @Nullable String refusal(InetAddress address, Set<InetAddress> own) {
        byte[] bytes = unmapped(address.getAddress());
        for (Block block : BLOCKS) {
            if (block.holds(bytes)) {
                return block.reason();
            }
        }
        for (InetAddress one : own) {
            if (java.util.Arrays.equals(unmapped(one.getAddress()), bytes)) {
                return "an address of this machine";
            }
        }
        if (bytes.length == 4) {
            return null;
        }
        if (COMPATIBLE.holds(bytes)) {
            return "an IPv4-compatible address";
        }
        if (NAT64.holds(bytes)) {
            return embedded(bytes, 12, "NAT64", own);
        }
        if (SIX_TO_FOUR.holds(bytes)) {
            return embedded(bytes, 2, "6to4", own);
        }
        return GLOBAL_UNICAST.holds(bytes) ? null : "not a global unicast address";
    }

    private static @Nullable String embedded(
            byte[] bytes, int from, String form, Set<InetAddress> own) {
        byte[] inner = java.util.Arrays.copyOfRange(bytes, from, from + 4);
        try {
            String reason = refusal(InetAddress.getByAddress(inner), own);
            return reason == null ? null : reason + " in " + form + " form";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * The four bytes of a v4-mapped address (RFC 4291, 2.5.5.2), which Java leaves mapped when it
     * comes with a scope.
     */
    private static byte[] unmapped(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return java.util.Arrays.copyOfRange(bytes, 12, 16);
    }

    /** The address as people write it with a port. */
    static String shown(InetAddress address, int port) {
        return switch (address) {
            case Inet4Address four -> four.getHostAddress() + ":" + port;
            case Inet6Address six -> "[" + six.getHostAddress() + "]:" + port;
            default -> throw new IllegalStateException("neither IPv4 nor IPv6");
        };
    }
}
