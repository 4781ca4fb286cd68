package dev.stoplock.gate.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The network namespace the gate was started in, remembered so that no socket to the world is opened in another one. */
public final class HostNamespace {

    private static final Path CURRENT = Path.of("/proc/thread-self/ns/net");

    private final String name;

    private HostNamespace(String name) {
        this.name = name;
    }

    /** The current thread's namespace; to be called once, before any other namespace is made. */
    public static HostNamespace here() throws IOException {
        return new HostNamespace(current());
    }

    /** Throws unless the current thread is in the remembered namespace, or if that cannot be told. */
    public void require() throws IOException {
        String now = current();
        if (!now.equals(name)) {
            throw new IOException("this thread is in network namespace " + now + " instead of the host's " + name);
        }
    }

    private static String current() throws IOException {
        return Files.readSymbolicLink(CURRENT).toString();
    }
}
