package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.PrivateFile;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key, one per install, under which credentials are digested for records (HMAC-SHA256, RFC
 * 2104).
 */
final class DigestKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final SecretKeySpec key;

    private DigestKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Reads {@code credential-digest.key} of the folder, which is created there once. */
    static DigestKey open(Path folder, SecureRandom random) throws Refused {
        Path file = folder.resolve("credential-digest.key");
        try {
            PrivateFile.requireFolder(folder);
            byte[] fresh = new byte[BYTES];
            random.nextBytes(fresh);
            PrivateFile.createOnce(file, fresh, PrivateFile.OWNER_ONLY);
            byte[] kept = PrivateFile.read(file, BYTES, PrivateFile.OWNER_ONLY);
            if (kept.length != BYTES) {
                throw new IOException(file + " has " + kept.length + " bytes instead of " + BYTES);
            }
            return new DigestKey(kept);
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "secret.digest-key",
                    "the key for digests of credentials cannot be used: " + e.getMessage(),
                    "own it and run: chmod 600 "
                            + file
                            + " (or remove it: digests of old and new records then differ)");
        }
    }

    String digest(byte[] value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return "hmac-sha256:" + HexFormat.of().formatHex(mac.doFinal(value));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
