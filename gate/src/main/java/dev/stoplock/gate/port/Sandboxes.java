package dev.stoplock.gate.port;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;

/** Makes namespaces and starts servers in them. */
public interface Sandboxes {

    /**
     * A network namespace whose only ways out are the returned listeners. Nothing runs in it yet.
     * Refuses (exit 7) where the machine cannot enforce that.
     */
    Space open(InstanceId instance) throws Refused;

    /** One namespace; closing it ends what runs in it. */
    interface Space extends AutoCloseable {

        Capture capture();

        /** Starts the plan's command inside. At most one per space. */
        Running start(LaunchPlan plan) throws Refused;

        @Override
        void close();
    }
}
