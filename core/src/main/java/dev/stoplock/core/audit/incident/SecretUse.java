package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.SecretName;
import java.time.Instant;
import java.util.List;

/**
 * What a secret was put in for at one destination: each time, and how often of these a request left
 * or may have left with it.
 */
public record SecretUse(
        SecretName secret, String destination, List<Dated<Event.SecretUsed>> uses, int out) {

    public SecretUse {
        uses = List.copyOf(uses);
        if (uses.isEmpty()) {
            throw new IllegalArgumentException("a secret that was never used");
        }
    }

    public Instant first() {
        return uses.getFirst().at();
    }

    public Instant last() {
        return uses.getLast().at();
    }
}
