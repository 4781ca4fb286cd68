package dev.stoplock.gate.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The network namespace the gate was started in, and the guard that nobody dials from another one.
 *
 * <p>Threat: a thread inherits its creator's namespace. Should one ever be born in a sandbox's,
 * what it dials would not be what was judged; it must not dial at all.
 */
public final class HostNamespace {

    private static final Path OWN = Path.of("/proc/thread-self/ns/net");

    private final String name;

    private HostNamespace(String name) {
        this.name = name;
    }

    /** The calling thread's namespace; call it first thing, before any sandbox is made. */
    public static HostNamespace here() throws IOException {
        return new HostNamespace(Files.readSymbolicLink(OWN).toString());
    }

    /** Throws unless the calling thread (for a virtual thread its carrier) is in this namespace. */
    public void require() throws IOException {
        String now = Files.readSymbolicLink(OWN).toString();
        if (!now.equals(name)) {
            throw new IOException(
                    "this thread is in the network namespace "
                            + now
                            + ", not in the host's "
                            + name);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
