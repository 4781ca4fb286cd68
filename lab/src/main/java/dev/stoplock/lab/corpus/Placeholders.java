package dev.stoplock.lab.corpus;

import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a case's recorded bytes hold in the place of each secret, told apart as the broker does. */
record Placeholders(Grant grant, Map<String, String> texts) implements IssuedSecrets {

    Placeholders {
        texts = Map.copyOf(texts);
    }

    @Override
    public @Nullable SecretName issued(String presented, Destination destination) {
        return grant.secrets().stream()
                .filter(secret -> secret.destination().equals(destination))
                .map(SecretGrant::name)
                .filter(name -> presented.equals(texts.get(name.value())))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable SecretName within(String text) {
        for (Map.Entry<String, String> each : texts.entrySet()) {
            if (text.contains(each.getValue())) {
                return new SecretName(each.getKey());
            }
        }
        return null;
    }
}
