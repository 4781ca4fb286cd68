package dev.stoplock.gate.daemon;

import dev.stoplock.core.audit.Quarantines;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which servers may not run because a person stopped them. The ledger is the truth, and this is
 * what it amounted to when the daemon started and since.
 *
 * <p>Guarantees: from the moment {@code hold} is called {@code requireFree} refuses, recorded or
 * not; what is on record holds after a restart as well.
 */
public final class Standing {

    private final Recorder recorder;
    private final InstantSource clock;
    private final Predicate<ServerName> named;
    private final Map<ServerName, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentHashMap.KeySetView<String, Boolean> known =
            ConcurrentHashMap.newKeySet();

    /** Guards the order of holding and releasing, so that record and effect never part. */
    private final ReentrantLock order = new ReentrantLock();

    /** One stopped server; {@code recorded} is false where a restart would forget it. */
    public record Held(Quarantines.Standing standing, boolean recorded) {

        Json.Obj json() {
            return Json.object()
                    .put("server", standing.server().value())
                    .put("since", standing.since().toString())
                    .put("by", standing.by())
                    .put("why", standing.why())
                    .put("recorded", recorded)
                    .build();
        }
    }

    /**
     * {@code records} is the whole log as it stands now; {@code named} is whether something else
     * than the log names a server, so that one is stopped whatever became of its records.
     */
    public Standing(
            Iterable<AuditRecord> records,
            Recorder recorder,
            InstantSource clock,
            Predicate<ServerName> named) {
        this.recorder = recorder;
        this.clock = clock;
        this.named = named;
        Quarantines past = Quarantines.of(records);
        past.all().forEach(each -> held.put(each.server(), new Held(each, true)));
        known.addAll(past.known());
    }

    /** An entry was accepted, or is being started, under this name. */
    void knows(ServerName server) {
        known.add(server.value());
    }

    @Nullable Held of(ServerName server) {
        return held.get(server);
    }

    List<Held> all() {
        List<Held> all = new ArrayList<>(held.values());
        all.sort(java.util.Comparator.comparing(each -> each.standing().since()));
        return all;
    }

    void requireFree(ServerName server) throws Refused {
        Held holding = held.get(server);
        if (holding != null) {
            throw new Refused(refusal(holding.standing()));
        }
    }

    /** What whoever wants the server to run is told. */
    static Refusal refusal(Quarantines.Standing standing) {
        return Refusal.of(
                Refusal.Exit.POLICY,
                "quarantine.server",
                "server "
                        + standing.server()
                        + " was quarantined by "
                        + Shown.text(standing.by())
                        + " (self-declared) at "
                        + standing.since()
                        + ": "
                        + Shown.text(standing.why()),
                // Threat: a model reads this too, and may have a shell
                "it stays stopped until a person releases it; a person sees how with: stoplock quarantine");
    }

    /** Ends every instance of a server; returns what the asker is told. */
    interface Ending {
        Json.Builder end(ServerName server, Refusal why, String reason) throws InterruptedException;
    }

    /**
     * Stops a server: first it can no longer run, then it is ended, then that is recorded. Crash
     * order: a person waits for the stop, so the record comes last; who asked is told before that
     * only where it fails.
     */
    Json.Obj hold(ServerName server, String by, String why, Ending ending)
            throws Refused, InterruptedException {
        order.lock();
        try {
            Held before = held.get(server);
            if (before != null && before.recorded()) {
                return end(before, ending)
                        .put("ok", true)
                        .put("already", true)
                        .put("quarantined", before.json())
                        .build();
            }
            requireKnown(server);
            Held now = new Held(new Quarantines.Standing(server, clock.instant(), by, why), false);
            held.put(server, now);
            Json.Builder ended = end(now, ending);
            record(server, new Event.Quarantined(server, by, why));
            Held durable = new Held(now.standing(), true);
            held.put(server, durable);
            return ended.put("ok", true)
                    .put("already", false)
                    .put("quarantined", durable.json())
                    .build();
        } finally {
            order.unlock();
        }
    }

    private static Json.Builder end(Held holding, Ending ending) throws InterruptedException {
        Quarantines.Standing standing = holding.standing();
        return ending.end(
                standing.server(),
                refusal(standing),
                "quarantined by " + Shown.text(standing.by()) + " (self-declared)");
    }

    private void record(ServerName server, Event.Quarantined event) throws Refused {
        try {
            recorder.append(event);
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.LEDGER,
                    "quarantine.not-durable",
                    "server "
                            + server
                            + " is stopped, but the ledger cannot record it ("
                            + e.getMessage()
                            + "): it stays stopped as long as this daemon runs, and a restart would"
                            + " forget it",
                    "make room or mend the disk, then: stoplock down, and stoplock quarantine "
                            + server
                            + " --why TEXT once more before anything runs it");
        }
    }

    private void requireKnown(ServerName server) throws Refused {
        if (!known.contains(server.value()) && !named.test(server)) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "quarantine.unknown",
                    "no server was ever locked here as " + server + "; nothing was stopped",
                    known.isEmpty()
                            ? "nothing is locked in this home; name another with --home"
                            : "the names are: "
                                    + String.join(", ", known.stream().sorted().toList()));
        }
    }

    /** Lets a server run again: on record first. */
    Json.Obj release(ServerName server, String by, String why) throws Refused {
        order.lock();
        try {
            Held before = held.get(server);
            if (before == null) {
                requireKnown(server);
                throw new Refused(
                        Refusal.Exit.USAGE,
                        "quarantine.none",
                        "server " + server + " is not quarantined",
                        "see who is: stoplock quarantine");
            }
            try {
                recorder.append(new Event.Released(server, by, why));
            } catch (IOException e) {
                throw new Refused(
                        Refusal.Exit.LEDGER,
                        "ledger.unavailable",
                        "the ledger cannot record the release, so server "
                                + server
                                + " stays quarantined: "
                                + e.getMessage(),
                        "make room or mend the disk, then: stoplock down, and start again");
            }
            held.remove(server);
            return Json.object().put("ok", true).put("quarantined", before.json()).build();
        } finally {
            order.unlock();
        }
    }
}
