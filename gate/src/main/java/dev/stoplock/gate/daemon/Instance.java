package dev.stoplock.gate.daemon;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.EgressDoor;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sessions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a server, from the moment it was asked for: what there is to shut and to end.
 *
 * <p>Guarantees: once {@code stop} has returned nothing of it leaves any more, whatever stage its
 * start or a request of its was in, and each open request will be answered with the reason.
 */
final class Instance {

    private final InstanceId id;
    private final ServerName server;

    /** Guarded by this, as all that follow: the first reason stays. */
    private @Nullable Refusal stopped;

    /** How the process ended, where it was stopped. */
    private String ending = "";

    private Entries.@Nullable Current current;
    private Sessions.@Nullable Session session;
    private EgressDoor.@Nullable Door door;
    private @Nullable Running running;

    Instance(InstanceId id, ServerName server) {
        this.id = id;
        this.server = server;
    }

    InstanceId id() {
        return id;
    }

    ServerName server() {
        return server;
    }

    synchronized Entries.@Nullable Current current() {
        return current;
    }

    /** It has begun to run as far as anybody outside can see. */
    synchronized boolean runs() {
        return running != null && stopped == null;
    }

    synchronized void requireGoing() throws Refused {
        if (stopped != null) {
            throw new Refused(stopped);
        }
    }

    synchronized void found(Entries.Current entry) throws Refused {
        current = entry;
        requireGoing();
    }

    /** Takes the session over, which must be told of a stop before its server ends. */
    synchronized void serves(Sessions.Session taken) throws Refused {
        session = taken;
        requireGoing();
    }

    /** Takes the door over; one that comes after the stop is shut at once. */
    synchronized void opened(EgressDoor.Door taken) throws Refused {
        door = taken;
        if (stopped != null) {
            taken.close();
            throw new Refused(stopped);
        }
    }

    /** Takes the process over; one that comes after the stop is ended at once. */
    synchronized void started(Running taken) throws Refused {
        running = taken;
        if (stopped != null) {
            taken.end(ending);
            throw new Refused(stopped);
        }
    }

    /**
     * Shuts the door, then ends the process; its own thread tells the client why, and the ledger
     * that it {@code ended} so.
     */
    synchronized void stop(Refusal why, String ended) {
        if (stopped != null) {
            return;
        }
        stopped = why;
        ending = "ended: " + ended;
        try {
            if (session != null) {
                session.stopped(why);
            }
            if (door != null) {
                door.close();
            }
        } finally {
            if (running != null) {
                running.end(ending);
            }
        }
    }

    /** True once its process has ended; waits for that no longer than told. */
    boolean endsWithin(Duration patience) throws InterruptedException {
        Running ending;
        synchronized (this) {
            ending = running;
        }
        if (ending == null) {
            return true;
        }
        try {
            ending.ended().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            // nobody can tell any more how it ended, and so not that it did
            return false;
        }
    }

    /** What {@code ps} is told of it. */
    Json told() {
        Json.Builder out = Json.object().put("server", server.value()).put("instance", id.value());
        Entries.Current entry = current();
        if (entry != null) {
            Json.Builder modes = Json.object();
            entry.policy().modes().byGroup().entrySet().stream()
                    .filter(each -> each.getValue() != Mode.ENFORCE)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(each -> modes.put(word(each.getKey()), word(each.getValue())));
            out.put("version", entry.entry().ref().version()).put("modes", modes.build());
            if (entry.policy().modes().isWeb()) {
                out.put("kind", "web: " + Modes.NOT_EXPLAINED);
            }
            out.put("learned", entry.policy().contracts().tools().size());
            out.put("startup", entry.policy().contracts().start().effects().size());
            Json.Builder promote = Json.object();
            entry.policy().promotion().after().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(each -> promote.put(each.getKey().word(), each.getValue()));
            out.put("promote", promote.build());
            if (!entry.policy().passthrough().isEmpty()) {
                out.put(
                        "passthrough",
                        Json.strings(
                                entry.policy().passthrough().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .toList()));
            }
        }
        return out.build();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
