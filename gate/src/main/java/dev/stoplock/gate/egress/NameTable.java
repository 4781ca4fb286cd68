package dev.stoplock.gate.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses one server instance was told, and for which names: from 198.18.0.0/15, which is for
 * benchmarks and never routed (RFC 2544 appendix C.2.2). A name keeps its address as long as the
 * instance lives, and no address is given twice. Safe for use by any number of threads.
 */
public final class NameTable {

    private static final int FIRST = 198 << 24 | 18 << 16 | 1;

    private static final int MOST = 4_096;

    private final Map<String, Inet4Address> addresses = new HashMap<>();

    private final Map<InetAddress, String> names = new HashMap<>();

    /** The name's address, a new one at first; empty when the table is full. */
    public synchronized Optional<Inet4Address> address(String name) {
        Inet4Address known = addresses.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (addresses.size() >= MOST) {
            return Optional.empty();
        }
        Inet4Address fresh = address(FIRST + addresses.size());
        addresses.put(name, fresh);
        names.put(fresh, name);
        return Optional.of(fresh);
    }

    /** The name this address was given to; empty for every address this table did not give. */
    public synchronized Optional<String> name(InetAddress address) {
        return Optional.ofNullable(names.get(address));
    }

    private static Inet4Address address(int value) {
        byte[] bytes = {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
