package dev.stoplock.gate.egress;

import java.io.IOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/**
 * The latch of one door: each connection out passes it before a byte is written.
 *
 * <p>Guarantees: when {@code shut} has returned, no connection passes any more, and those that had
 * passed are cut, with what the kernel had not sent of them.
 */
final class Latch {

    /** Guarded by this. */
    private final Set<Socket> passed = new HashSet<>();

    private boolean shut;

    /** True if something may leave by this connection now; whoever was let through calls done. */
    synchronized boolean pass(Socket line) {
        return !shut && passed.add(line);
    }

    /** Whether what is written to a connection that was let through still leaves. */
    synchronized boolean holds(Socket line) {
        return !shut && passed.contains(line);
    }

    synchronized void done(Socket line) {
        passed.remove(line);
    }

    synchronized void shut() {
        shut = true;
        passed.forEach(Latch::cut);
        passed.clear();
    }

    private static void cut(Socket line) {
        try (line) {
            // socket(7): closing with a linger of zero resets, and drops what waits to be sent
            line.setSoLinger(true, 0);
        } catch (IOException e) {
            // it was closed already: nothing leaves by it
            return;
        }
    }
}
