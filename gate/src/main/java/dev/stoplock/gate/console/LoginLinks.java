package dev.stoplock.gate.console;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;

/**
 * The secrets that open the console once: 192 random bits each, good for ten minutes and one use.
 * Of those given out and not used the last few count.
 *
 * <p>Guarantees: of a secret only its digest is kept, and {@code use} says yes at most once for it,
 * whoever asks at the same time.
 */
final class LoginLinks {

    static final Duration LIFE = Duration.ofMinutes(10);

    private static final int BYTES = 24;
    private static final int MOST = 4;

    private final SecureRandom random;
    private final InstantSource clock;
    private final Deque<Given> given = new ArrayDeque<>();

    private record Given(Secrecy.Print print, Instant until) {}

    LoginLinks(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /** A fresh secret, in characters that a URL's fragment may hold. */
    synchronized String give() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        given.addLast(new Given(Secrecy.Print.of(secret), clock.instant().plus(LIFE)));
        while (given.size() > MOST) {
            given.removeFirst();
        }
        return secret;
    }

    /** Whether this is a secret that was given, still counts and was not used; it is used now. */
    synchronized boolean use(String secret) {
        if (secret.getBytes(StandardCharsets.UTF_8).length > 4 * BYTES) {
            return false;
        }
        Secrecy.Print print = Secrecy.Print.of(secret);
        Instant now = clock.instant();
        given.removeIf(each -> !now.isBefore(each.until()));
        return given.removeIf(each -> each.print().matches(print));
    }
}
