package dev.stoplock.gate.port;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretName;
import org.jspecify.annotations.Nullable;

/**
 * Looks for every secret in use, of whatever instance, in bytes that go towards one or to a file.
 */
public interface SecretSearch {

    /**
     * Looks through a decoded body or a head. Does not see through compression, encryption or a
     * secret cut in pieces.
     */
    Redacted redact(InstanceId instance, byte[] bytes);

    /** The same look for a reply that passes by piece by piece. */
    SecretWatch watch(InstanceId instance);

    /**
     * Which secret stands in these bytes, given as Latin-1 text: as it is, backwards, in base64 or
     * hexadecimal; null where none does. A look that is quick enough for long uploads: it sees
     * through no other coding, and whoever has pieces lets them overlap.
     */
    @Nullable SecretName held(String text);
}
