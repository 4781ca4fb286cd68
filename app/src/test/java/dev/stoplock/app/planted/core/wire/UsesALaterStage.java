package dev.stoplock.app.planted.core.wire;

import dev.stoplock.app.planted.core.policy.NamedHelper;

/** Planted: breaks rule 2. */
final class UsesALaterStage {

    int later() {
        return NamedHelper.counter;
    }
}
