package dev.stoplock.gate.port;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Upstream;

/**
 * One running instance as egress sees it: what holds for it, its open calls, its way out, and who
 * hears of late denials.
 */
public record Guarded(
        InstanceId instance,
        ServerPolicy policy,
        Leases leases,
        Upstream upstream,
        Notices notices) {

    /** Tells the client something outside of any answer. */
    public interface Notices {
        void denied(String sentence);
    }
}
