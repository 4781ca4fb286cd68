package dev.stoplock.gate.port;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The broker of secrets, as those who start servers and those who forward requests see it. A server
 * holds placeholders; the values are put in at the gate.
 *
 * <p>Guarantees: a placeholder counts for the instance it was issued to and for the destinations
 * granted with it, and for nothing else. Safe for use by any number of threads.
 */
public interface Secrets extends SecretSearch, TokenMint {

    /**
     * One placeholder per secret, in the secret's own shape: fit for an environment variable and
     * for the checks that SDKs make (letters, digits and {@code - _ . ~ : / + =}).
     */
    record Placeholders(Map<SecretName, String> byName) {
        public Placeholders {
            byName = Map.copyOf(byName);
        }
    }

    /**
     * Reads the secrets and makes an instance's placeholders, once; refuses if a secret is missing
     * or unfit. What is still to be fetched has none yet.
     */
    Placeholders issue(InstanceId instance, Set<SecretGrant> grants) throws Refused;

    /** Forgets an instance that has ended: its placeholders count no more. */
    void withdraw(InstanceId instance);

    /**
     * Whose placeholder this exact credential value is, for this instance and destination; null for
     * anything else (then it is a foreign credential, or one meant for another destination).
     */
    @Nullable SecretGrant issued(InstanceId instance, String presented, Destination destination);

    /** Whose placeholder of this instance stands somewhere in a text; null where none does. */
    @Nullable SecretName within(InstanceId instance, String text);

    /**
     * The value that a placeholder stands for, behind the grant that {@code issued} named for it;
     * refuses any other.
     */
    Secret secret(InstanceId instance, SecretGrant grant, String presented) throws Refused;

    /**
     * {@code hmac-sha256:} and hexadecimal digits under a key of this install: tells two
     * credentials apart in records, and no more.
     */
    String keyedDigest(byte[] value);
}
