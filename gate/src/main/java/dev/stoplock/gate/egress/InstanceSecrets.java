package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Secrets;
import org.jspecify.annotations.Nullable;

/** What the broker says of one instance's placeholders, as its contract asks it. */
record InstanceSecrets(InstanceId instance, Secrets secrets) implements IssuedSecrets {

    @Override
    public @Nullable SecretName issued(String presented, Destination destination) {
        SecretGrant grant = secrets.issued(instance, presented, destination);
        return grant == null ? null : grant.name();
    }

    @Override
    public @Nullable SecretName within(String text) {
        return secrets.within(instance, text);
    }
}
