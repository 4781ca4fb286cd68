package dev.stoplock.gate.console;

import dev.stoplock.core.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Random words that prove who somebody is, and how they are kept and compared. */
final class Secrecy {

    private static final int BYTES = 32;

    private Secrecy() {}

    /** 256 random bits, in characters that a cookie, a header and a form may hold. */
    static String word(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether two words are the same, in a time that does not tell where they differ. */
    static boolean same(String one, String other) {
        return Print.of(one).matches(Print.of(other));
    }

    /** The digest of a word: what is kept of it. */
    static final class Print {

        private final byte[] digest;

        private Print(byte[] digest) {
            this.digest = digest;
        }

        static Print of(String word) {
            return new Print(
                    Digest.Algorithm.SHA256.start().digest(word.getBytes(StandardCharsets.UTF_8)));
        }

        boolean matches(Print other) {
            return MessageDigest.isEqual(digest, other.digest);
        }
    }
}
