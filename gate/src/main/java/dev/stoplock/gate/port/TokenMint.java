package dev.stoplock.gate.port;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes placeholders for tokens that a token endpoint gave a running server.
 *
 * <p>Guarantees: a token is kept in memory only, for as long as its instance lives or newer ones
 * have taken its place; from then on it is a secret like any other.
 */
public interface TokenMint {

    /**
     * What came, by the reply's members, at {@code at}; the access token ends {@code until}, where
     * that is known. {@code by}: the secret that fetched it; {@code refreshed}: it stood there as
     * the refresh token, so that another one takes its place.
     */
    record Fetched(
            SecretName by,
            boolean refreshed,
            Map<String, String> tokens,
            Instant at,
            @Nullable Instant until) {
        public Fetched {
            tokens = Map.copyOf(tokens);
        }
    }

    /** Whether the secret that fetched tokens has another value from now on. */
    enum Rotation {
        NONE,
        /** its source does not know it */
        FIRST,
        AGAIN
    }

    /** What the server sees in the tokens' places, by member. */
    record Minted(Map<String, String> placeholders, Rotation rotation) {
        public Minted {
            placeholders = Map.copyOf(placeholders);
        }
    }

    /**
     * All of them or, refused ({@code credential.token-reply}), none: one has no text that a
     * request can carry, or is a secret of another name.
     */
    Minted mint(InstanceId instance, Fetched fetched) throws Refused;
}
