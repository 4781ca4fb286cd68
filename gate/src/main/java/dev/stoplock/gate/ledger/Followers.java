package dev.stoplock.gate.ledger;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.gate.port.Tail;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who follow a log as it grows. Told by its one writer; joined and left by any thread. */
final class Followers implements Tail {

    private final List<Follower> all = new CopyOnWriteArrayList<>();

    @Override
    public Following follow(BlockingQueue<AuditRecord> queue) {
        Follower follower = new Follower(queue);
        all.add(follower);
        return follower;
    }

    /** Never blocks and never throws: who cannot take a record gets no more of them. */
    void tell(AuditRecord record) {
        for (Follower follower : all) {
            if (!follower.queue.offer(record)) {
                follower.fellBehind = true;
                all.remove(follower);
            }
        }
    }

    private final class Follower implements Following {

        private final BlockingQueue<AuditRecord> queue;
        private volatile boolean fellBehind;

        Follower(BlockingQueue<AuditRecord> queue) {
            this.queue = queue;
        }

        @Override
        public boolean fellBehind() {
            return fellBehind;
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }
}
