package dev.stoplock.gate.port;

import dev.stoplock.core.model.AuditRecord;
import java.util.concurrent.BlockingQueue;

/** The ledger as it grows. */
public interface Tail {

    /**
     * Puts each record from now on, in order and once it is durable, into {@code queue}. A queue
     * that is full is given up: {@link Following#fellBehind} is then true and nothing more comes,
     * so that no reader can hold up what is recorded.
     */
    Following follow(BlockingQueue<AuditRecord> queue);

    /** One follower; closing it ends the following. */
    interface Following extends AutoCloseable {

        boolean fellBehind();

        @Override
        void close();
    }
}
