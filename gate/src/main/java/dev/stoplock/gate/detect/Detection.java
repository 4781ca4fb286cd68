package dev.stoplock.gate.detect;

import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Finding;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Severity;
import dev.stoplock.gate.port.History;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Signer;
import dev.stoplock.gate.port.Tail;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The detectors over the ledger as it grows, in a thread of their own: first over all there is,
 * then over each record once it is durable.
 *
 * <p>Guarantees: each finding of the log is in the log once, after the records it rests on; what a
 * crash left out is recorded at the next start. It never holds up what is recorded: whoever writes
 * faster than it reads is read again from the ledger.
 */
public final class Detection implements AutoCloseable {

    private static final int BEHIND = 8_192;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Wakes the thread at the end; no ledger has it. */
    private static final AuditRecord END =
            new AuditRecord(-1, Instant.EPOCH, new Event.Stopped(Instant.EPOCH));

    private final History history;
    private final Signer signer;
    private final Tail tail;
    private final Recorder recorder;
    private final ServerBreakers breakers;
    private final BlockingQueue<AuditRecord> queue = new ArrayBlockingQueue<>(BEHIND);
    private final Thread thread;
    private volatile boolean closing;

    /** Found, and not seen in the log yet, by id. With {@code next} the thread's own. */
    private final Map<String, Finding> unrecorded = new LinkedHashMap<>();

    private Detectors detectors;
    private long next;

    private Detection(
            Detectors detectors,
            History history,
            Signer signer,
            Tail tail,
            Recorder recorder,
            ServerBreakers breakers) {
        this.detectors = detectors;
        this.history = history;
        this.signer = signer;
        this.tail = tail;
        this.recorder = recorder;
        this.breakers = breakers;
        this.thread = Thread.ofPlatform().name("detect").daemon().unstarted(this::run);
    }

    /** Begins; {@code breakers} wait until the ledger is read once. */
    public static Detection start(
            Detectors detectors,
            History history,
            Signer signer,
            Tail tail,
            Recorder recorder,
            ServerBreakers breakers) {
        Detection detection = new Detection(detectors, history, signer, tail, recorder, breakers);
        detection.thread.start();
        return detection;
    }

    private void run() {
        Tail.@Nullable Following following = null;
        try {
            following = catchUp(true);
            while (!(closing && queue.isEmpty())) {
                AuditRecord record = queue.take();
                if (record != END) {
                    take(record);
                    record();
                }
                if (queue.isEmpty() && following.fellBehind() && !closing) {
                    following = catchUp(false);
                }
            }
        } catch (InterruptedException e) {
            // the gate stops and does not wait: what is missing is found at the next start
            return;
        } catch (Throwable e) {
            breakers.fail(String.valueOf(e.getMessage()));
            failed(e);
        } finally {
            if (following != null) {
                following.close();
            }
        }
    }

    /**
     * Folds what the ledger has beyond {@code next}. The following begins before the signature, so
     * that no record lies between what is read and what comes by the queue.
     */
    private Tail.Following catchUp(boolean first) throws IOException, Refused {
        queue.clear();
        Tail.Following following = tail.follow(queue);
        signer.checkpoint();
        List<AuditRecord> past = history.records();
        if (first) {
            breakers.begin(past);
        }
        past.forEach(this::take);
        record();
        return following;
    }

    private void take(AuditRecord record) {
        if (record.index() < next) {
            return;
        }
        next = record.index() + 1;
        if (record.event() instanceof Event.Found found && found.id() != null) {
            unrecorded.remove(found.id());
        }
        breakers.recorded(record);
        Detectors.Stepped stepped = detectors.step(record);
        detectors = stepped.next();
        stepped.findings().forEach(finding -> unrecorded.put(finding.id(), finding));
    }

    /**
     * Records what is not in the log. Where that fails it is tried with the next record: a ledger
     * that refuses gives no next one, and then the next start records it.
     */
    private void record() {
        try {
            while (!unrecorded.isEmpty()) {
                Finding finding = unrecorded.values().iterator().next();
                recorder.append(finding.event());
                unrecorded.remove(finding.id());
            }
        } catch (IOException e) {
            return;
        }
    }

    /** A detector that stands still must not look like one that finds nothing. */
    private void failed(Throwable why) {
        try {
            recorder.append(
                    new Event.Found(
                            new RuleId("detect.failed"),
                            Severity.HIGH,
                            null,
                            null,
                            "the detectors stopped at record "
                                    + next
                                    + " and find nothing until the gate starts again ("
                                    + why
                                    + ")",
                            List.of(),
                            null));
        } catch (IOException e) {
            // the ledger cannot record either, and then refuses everything
            return;
        }
    }

    /**
     * Folds what is already recorded, then ends; what it has no time for is found at the next
     * start.
     */
    @Override
    public void close() {
        closing = true;
        queue.offer(END); // a full queue wakes the thread as well
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
