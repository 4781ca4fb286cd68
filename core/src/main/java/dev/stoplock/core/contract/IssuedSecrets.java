package dev.stoplock.core.contract;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.SecretName;
import org.jspecify.annotations.Nullable;

/**
 * Tells which secret's placeholder a presented credential is, for this destination; null for
 * anything the broker did not issue.
 */
public interface IssuedSecrets {
    @Nullable SecretName issued(String presented, Destination destination);

    /** Whose placeholder of this server stands somewhere in a text, whatever it is granted for. */
    default @Nullable SecretName within(String text) {
        return null;
    }
}
