package dev.stoplock.gate.daemon;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.gate.port.Tail;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers {@code watch}: a line per record, once it is durable, until the asker hangs up. One who
 * reads too slowly holds nobody up: records are left out for him, and he is told that they were.
 */
final class Watching {

    private static final int ROOM = 1_024;
    private static final long LOOK_EVERY_MILLIS = 200;

    private static final Json.Obj LEFT_OUT = Json.object().put("leftOut", true).build();

    private final Tail tail;
    private final int room;

    Watching(Tail tail) {
        this(tail, ROOM);
    }

    Watching(Tail tail, int room) {
        this.tail = tail;
        this.room = room;
    }

    Json.Obj serve(Json.Obj message, Daemon.Talk talk) throws IOException {
        AtomicBoolean gone = new AtomicBoolean();
        Thread.ofVirtual().name("watcher").start(() -> awaitEnd(talk, gone));
        BlockingQueue<AuditRecord> queue = new ArrayBlockingQueue<>(room);
        Tail.Following following = tail.follow(queue);
        try {
            // only now: what the asker reads in the ledger after this answer has no gap to what
            // follows
            talk.answer(Daemon.OK);
            while (!gone.get()) {
                AuditRecord record = queue.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                if (record != null) {
                    talk.answer(Json.object().put("record", EventCodec.json(record)).build());
                } else if (following.fellBehind()) {
                    queue = new ArrayBlockingQueue<>(room);
                    following = tail.follow(queue);
                    talk.answer(LEFT_OUT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            following.close();
        }
        return Daemon.ANSWERED;
    }

    private static void awaitEnd(Daemon.Talk talk, AtomicBoolean gone) {
        try {
            talk.in().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the connection broke, which ends the watching as well
            gone.set(true);
        }
        gone.set(true);
    }
}
