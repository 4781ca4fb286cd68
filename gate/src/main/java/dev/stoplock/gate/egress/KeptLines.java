package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The upstream connections of one instance that wait for its next request to the same destination
 * (decision 0026).
 *
 * <p>Guarantees: a connection carries one request at a time, and waits only after an answer that
 * ended by its own framing with nothing behind it; one on which anything came while it waited, even
 * its end, carries nothing more. While it waits it is held by the latch, which cuts it when the
 * door is shut.
 */
final class KeptLines {

    /**
     * How long one waits. Servers close what is idle themselves, Node's after five seconds; a
     * request that crosses with such an end may have left or not, so ours comes well before.
     */
    static final Duration IDLE = Duration.ofSeconds(2);

    /**
     * After so many a new one is dialled: the name is resolved and the certificate checked anew.
     */
    static final int MOST_REQUESTS = 100;

    private static final int MOST_WAITING = 4;
    private static final String KEPT = " · connection kept open";

    /** A connection, and how many requests it has carried. */
    record Line(Dialer.Dialled dialled, int requests) {
        Line {
            // before anything is said to leave by it
            Objects.requireNonNull(dialled.socket());
            Objects.requireNonNull(dialled.line());
        }

        Line(Dialer.Dialled dialled) {
            this(dialled, 0);
        }

        boolean isNew() {
            return requests == 0;
        }

        String hops() {
            return isNew() ? dialled.hops() : dialled.hops() + KEPT;
        }
    }

    private record Waiting(Line line, Deadline until) {}

    private final Latch latch;

    /** Guarded by this. */
    private final Map<Destination, Deque<Waiting>> waiting = new HashMap<>();

    KeptLines(Latch latch) {
        this.latch = latch;
    }

    /** One that waits, the last used first, or null. It stays held by the latch. */
    synchronized @Nullable Line take(Destination destination) {
        Deque<Waiting> of = waiting.getOrDefault(destination, new ArrayDeque<>());
        while (!of.isEmpty()) {
            Waiting last = of.pop();
            last.until.close();
            if (last.until.passed()) {
                continue;
            }
            if (isQuiet(last.line.dialled)) {
                return last.line;
            }
            drop(last.line.dialled);
        }
        waiting.remove(destination);
        return null;
    }

    /**
     * Lets a connection wait that the latch holds. False where it cannot: the caller closes it
     * then.
     */
    synchronized boolean keep(Destination destination, Line line) {
        // without its channel nobody can see whether something came meanwhile
        if (line.dialled.line().getChannel() == null || line.requests + 1 >= MOST_REQUESTS) {
            return false;
        }
        Deque<Waiting> of = waiting.computeIfAbsent(destination, any -> new ArrayDeque<>());
        of.removeIf(each -> each.until.passed());
        if (of.size() >= MOST_WAITING) {
            return false;
        }
        of.push(
                new Waiting(
                        new Line(line.dialled, line.requests + 1),
                        Deadline.closing(() -> drop(line.dialled), IDLE)));
        return true;
    }

    /**
     * Threat: an answer nobody asked for, sent ahead of the next request, would be taken for the
     * next answer.
     */
    private static boolean isQuiet(Dialer.Dialled dialled) {
        SocketChannel channel = dialled.line().getChannel();
        try {
            if (dialled.socket().getInputStream().available() > 0) {
                return false;
            }
            channel.configureBlocking(false);
            try {
                return channel.read(ByteBuffer.allocate(1)) == 0;
            } finally {
                channel.configureBlocking(true);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private void drop(Dialer.Dialled dialled) {
        // its TLS is not said good-bye to: that would wait for the peer
        try {
            dialled.line().close();
        } catch (IOException e) {
            // closed it is; nothing of ours was on it
            return;
        } finally {
            latch.done(dialled.line());
        }
    }
}
