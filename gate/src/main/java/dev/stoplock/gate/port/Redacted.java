package dev.stoplock.gate.port;

import dev.stoplock.core.model.SecretName;
import java.util.Set;

/** What a search for secrets in bytes found, and what may be passed on. */
public sealed interface Redacted {

    /** No secret, in no form that is looked for: pass the bytes on as they are. */
    record Clean() implements Redacted {}

    /**
     * Secrets stood there in plain: {@code bytes} has placeholders in their place and holds no
     * secret any more.
     */
    record Plain(byte[] bytes, Set<SecretName> names) implements Redacted {
        public Plain {
            names = Set.copyOf(names);
        }
    }

    /**
     * A secret stands there in a coded form, which cannot be replaced for sure: withhold the whole.
     */
    record Coded(Set<SecretName> names) implements Redacted {
        public Coded {
            names = Set.copyOf(names);
        }
    }
}
