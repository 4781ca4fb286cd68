package dev.stoplock.app.planted.core.effect;

import dev.stoplock.app.planted.gate.port.Secret;

/** Planted: breaks rule 5 and rule 6. */
final class UsesTheGate {

    String read(Secret secret) {
        return secret.reveal();
    }
}
