package dev.stoplock.gate.port;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import java.io.IOException;
import java.util.List;

/**
 * The ledger, as those who record see it.
 *
 * <p>Guarantees: when {@code append} or {@code keep} returns, the bytes are on disk. When one of
 * them throws, nobody may act on what was to be recorded. What is appended together is on disk
 * together, or none of it is. Safe for use by any number of threads.
 */
public interface Recorder {

    /** What a person can do about a ledger that cannot record. */
    String MEND = "make room or mend the disk, then: stoplock down, and start again";

    /** Appends durably and returns the record's index. */
    long append(Event event) throws IOException;

    /**
     * Appends all of these, in their order, with the bodies that they name, as one durable act;
     * returns the first one's index.
     */
    long append(List<Event> events, List<Enclosed> bodies) throws IOException;

    /**
     * The same without waiting: it is on disk before anything is that is appended after it, and
     * where it cannot be, nothing is appended any more.
     */
    default void enqueue(List<Event> events, List<Enclosed> bodies) throws IOException {
        append(events, bodies);
    }

    /**
     * Gives a body the digest by which a record can name it. It is stored once it is appended with
     * that record.
     */
    Enclosed enclose(byte[] body) throws IOException;

    /** Stores a body durably beside the log and returns its salted digest. */
    Digest keep(byte[] body) throws IOException;
}
