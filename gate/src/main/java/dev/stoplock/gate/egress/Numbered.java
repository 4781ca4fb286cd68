package dev.stoplock.gate.egress;

import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.InstanceId;
import java.util.concurrent.atomic.AtomicLong;

/** The gap-free effect ids of one instance. */
final class Numbered {

    private final InstanceId instance;
    private final AtomicLong next = new AtomicLong(1);

    Numbered(InstanceId instance) {
        this.instance = instance;
    }

    EffectId next() {
        return new EffectId(instance + "-e" + next.getAndIncrement());
    }
}
