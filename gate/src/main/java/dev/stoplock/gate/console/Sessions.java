package dev.stoplock.gate.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, in memory only. A session ends with its logout, twelve hours after it began,
 * after half an hour without a request, with the daemon, and as the one longest unused where too
 * many are open.
 */
final class Sessions {

    static final Duration LIFE = Duration.ofHours(12);
    static final Duration IDLE = Duration.ofMinutes(30);

    private static final int MOST = 16;

    private final SecureRandom random;
    private final InstantSource clock;
    private final List<Session> open = new ArrayList<>();

    /** One signed-in browser. {@code token} is what its forms carry. */
    static final class Session {

        private final Secrecy.Print cookie;
        private final String token;
        private final String authority;
        private final long user;
        private final Instant end;
        private Instant used;

        private Session(
                Secrecy.Print cookie, String token, String authority, long user, Instant now) {
            this.cookie = cookie;
            this.token = token;
            this.authority = authority;
            this.user = user;
            this.end = now.plus(LIFE);
            this.used = now;
        }

        String token() {
            return token;
        }
    }

    /** A session just opened, and the word its cookie holds, which is not kept. */
    record Opened(Session session, String cookie) {}

    Sessions(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /** Opens one for the host name and port it was asked under, and the user who asked. */
    synchronized Opened open(String authority, long user) {
        Instant now = clock.instant();
        sweep(now);
        while (open.size() >= MOST) {
            open.remove(
                    java.util.Collections.min(
                            open, Comparator.comparing((Session each) -> each.used)));
        }
        String cookie = Secrecy.word(random);
        Session session =
                new Session(Secrecy.Print.of(cookie), Secrecy.word(random), authority, user, now);
        open.add(session);
        return new Opened(session, cookie);
    }

    /**
     * The session of a cookie, which was used now; null where it is none, or came under another
     * name or from another user than the one who signed in.
     *
     * <p>Threat: cookies are not bound to a port. A browser gives ours to every server on this
     * address, and another user of this machine may run one.
     */
    synchronized @Nullable Session find(String cookie, String authority, long user) {
        Instant now = clock.instant();
        sweep(now);
        Secrecy.Print print = Secrecy.Print.of(cookie);
        for (Session each : open) {
            if (each.cookie.matches(print)) {
                if (!each.authority.equals(authority) || each.user != user) {
                    return null;
                }
                each.used = now;
                return each;
            }
        }
        return null;
    }

    /** Whether it still stands; asking is no use of it. */
    synchronized boolean stands(Session session) {
        sweep(clock.instant());
        return open.contains(session);
    }

    synchronized void end(Session session) {
        open.remove(session);
    }

    private void sweep(Instant now) {
        open.removeIf(each -> !now.isBefore(each.end) || !now.isBefore(each.used.plus(IDLE)));
    }
}
