package dev.stoplock.gate.rehearse;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Tiers;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Recorder;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a rehearsal has in the place of ledger and limits: nothing of it happened to anybody, so it
 * is no part of the record, and no limit counts it.
 */
final class InMemory {

    private InMemory() {}

    static Recorder recorder() {
        AtomicLong index = new AtomicLong();
        return new Recorder() {
            @Override
            public long append(Event event) {
                return index.getAndIncrement();
            }

            @Override
            public long append(List<Event> events, List<Enclosed> bodies) {
                return index.getAndAdd(events.size());
            }

            @Override
            public Enclosed enclose(byte[] body) {
                return new Enclosed(Digest.sha256(body), new byte[0]);
            }

            @Override
            public Digest keep(byte[] body) {
                return Digest.sha256(body);
            }
        };
    }

    static Breakers breakers() {
        return new Breakers() {
            @Override
            public Leave call(ServerPolicy policy, String tool, String same) {
                return new Leave.Granted();
            }

            @Override
            public Leave mails(ServerPolicy policy, EffectId effect, int mails) {
                return new Leave.Granted();
            }

            @Override
            public CleanCalls.Held tiers(ServerPolicy policy, String tool) {
                return new CleanCalls.Held(CleanCalls.NONE, Tiers.REPORT, List.of());
            }

            @Override
            public void notSent(EffectId effect) {
                // nothing was counted
            }
        };
    }
}
