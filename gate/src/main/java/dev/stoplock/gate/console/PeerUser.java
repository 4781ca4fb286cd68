package dev.stoplock.gate.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Which user of this machine is at the other end of a loopback connection: the uid that the kernel
 * shows for that end's socket in /proc/net/tcp and tcp6 (proc(5)). As seen from our user namespace:
 * users it does not map look alike.
 */
final class PeerUser {

    /** No socket of this machine's shows the other end. */
    static final long UNKNOWN = -1;

    /** sl local rem st tx:rx tr:when retrnsmt uid */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int USER = 7;

    private PeerUser() {}

    /** {@code theirs} and {@code ours} are the two ends as our socket knows them. */
    static long of(InetSocketAddress theirs, InetSocketAddress ours) throws IOException {
        boolean four = theirs.getAddress() instanceof Inet4Address;
        Path table = Path.of(four ? "/proc/net/tcp" : "/proc/net/tcp6");
        long user = find(table, form(theirs, false), form(ours, false));
        // a program may use an IPv6 socket to reach an IPv4 address (RFC 4291 §2.5.5.2)
        return user == UNKNOWN && four
                ? find(Path.of("/proc/net/tcp6"), form(theirs, true), form(ours, true))
                : user;
    }

    private static long find(Path table, String local, String remote) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > USER
                        && fields[LOCAL].equals(local)
                        && fields[REMOTE].equals(remote)) {
                    return Long.parseLong(fields[USER]);
                }
            }
            return UNKNOWN;
        } catch (NoSuchFileException e) {
            // a kernel without IPv6
            return UNKNOWN;
        }
    }

    /** Each 32-bit word of the address in the machine's order, which is little-endian here. */
    private static String form(InetSocketAddress end, boolean mapped) {
        InetAddress address = end.getAddress();
        byte[] bytes = address.getAddress();
        StringBuilder out = new StringBuilder(mapped ? "0000000000000000FFFF0000" : "");
        HexFormat hex = HexFormat.of().withUpperCase();
        boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        for (int word = 0; word < bytes.length; word += 4) {
            for (int i = 0; i < 4; i++) {
                out.append(hex.toHexDigits(bytes[word + (little ? 3 - i : i)]));
            }
        }
        return out.append(':').append(hex.toHexDigits((short) end.getPort())).toString();
    }
}
