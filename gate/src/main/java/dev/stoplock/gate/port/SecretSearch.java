package dev.stoplock.gate.port;

import dev.stoplock.core.model.InstanceId;

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
}
