package dev.stoplock.core.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** A named digest in lower-case hexadecimal, printed as {@code sha256:…}. */
public record Digest(Algorithm algorithm, String hex) {

    /** Algorithms in use, with their JCA names. */
    public enum Algorithm {
        SHA256("SHA-256", 64),
        SHA512("SHA-512", 128);

        private final String jca;
        private final int digits;

        Algorithm(String jca, int digits) {
            this.jca = jca;
            this.digits = digits;
        }

        public MessageDigest start() {
            try {
                return MessageDigest.getInstance(jca);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + jca, e);
            }
        }
    }

    public Digest {
        if (hex.length() != algorithm.digits || !hex.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException("not a " + algorithm + " digest");
        }
    }

    public static Digest sha256(byte[] bytes) {
        return of(Algorithm.SHA256, Algorithm.SHA256.start().digest(bytes));
    }

    public static Digest of(Algorithm algorithm, byte[] digest) {
        return new Digest(algorithm, HexFormat.of().formatHex(digest));
    }

    /**
     * Reads {@code sha256:…} or {@code sha512:…}; throws IllegalArgumentException on anything else.
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a digest: expected algorithm:hex");
        }
        Algorithm algorithm =
                switch (text.substring(0, colon)) {
                    case "sha256" -> Algorithm.SHA256;
                    case "sha512" -> Algorithm.SHA512;
                    default ->
                            throw new IllegalArgumentException(
                                    "not a digest: expected sha256:… or sha512:…");
                };
        return new Digest(algorithm, text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return algorithm.name().toLowerCase(Locale.ROOT) + ":" + hex;
    }
}
