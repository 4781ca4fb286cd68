package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.effect.CredentialPlaces.Put;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Puts the broker's secrets where a judgement found their placeholders explained. */
record Credentials(InstanceId instance, Secrets secrets) {

    /**
     * What {@code place} makes of the secrets, by the paths of the atoms they stand at. Refuses
     * where one is not granted, or cannot stand in its place.
     */
    <T> T put(Judgement judgement, Destination destination, Function<Map<String, Put>, T> place)
            throws Refused {
        Map<String, Put> puts = new HashMap<>();
        for (Judgement.Judged judged : judgement.effects()) {
            for (Explained.Item item : judged.explained().items()) {
                String presented = item.atom().value();
                SecretGrant grant =
                        item.explanation() instanceof Explanation.Secret
                                ? secrets.issued(instance, presented, destination)
                                : null;
                if (grant != null) {
                    String value =
                            secrets.secret(instance, grant, presented)
                                    .reveal(Secret.Purpose.EGRESS);
                    puts.put(item.atom().path(), new Put(presented, value));
                }
            }
        }
        try {
            return place.apply(puts);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "credential.unfit",
                    "a secret cannot be put into this request: " + e.getMessage(),
                    "look at the secret's value and at the place that it is granted for");
        }
    }
}
