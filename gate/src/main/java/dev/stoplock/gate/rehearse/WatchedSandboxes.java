package dev.stoplock.gate.rehearse;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.util.concurrent.CompletableFuture;

/** Sandboxes that tell which process they started. */
record WatchedSandboxes(Sandboxes real, CompletableFuture<Running> started) implements Sandboxes {

    @Override
    public Space open(InstanceId instance) throws Refused {
        Space space = real.open(instance);
        return new Space() {
            @Override
            public Capture capture() {
                return space.capture();
            }

            @Override
            public Running start(LaunchPlan plan) throws Refused {
                Running running = space.start(plan);
                started.complete(running);
                return running;
            }

            @Override
            public void close() {
                space.close();
            }
        };
    }
}
