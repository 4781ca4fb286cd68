package dev.stoplock.core.audit;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.ServerName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which servers a person has stopped and not released, and which servers a log knows at all: a fold
 * over its records. Not safe for several threads.
 */
public final class Quarantines {

    /** One stopped server: since when, by whom (self-declared) and why. */
    public record Standing(ServerName server, Instant since, String by, String why) {}

    private final Map<ServerName, Standing> standing = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    /** What the records of a log amount to. */
    public static Quarantines of(Iterable<AuditRecord> records) {
        Quarantines all = new Quarantines();
        records.forEach(all::step);
        return all;
    }

    public void step(AuditRecord record) {
        switch (record.event()) {
            case Event.Quarantined(ServerName server, String by, String why) -> {
                known.add(server.value());
                standing.put(server, new Standing(server, record.at(), by, why));
            }
            case Event.Released released -> standing.remove(released.server());
            case Event.EntryAccepted accepted -> known.add(accepted.server().value());
            case Event.Launched launched -> known.add(launched.server().value());
            case Event.Exited e -> {}
            case Event.ReviewHeld e -> {}
            case Event.CallOpened e -> {}
            case Event.CallClosed e -> {}
            case Event.Judged e -> {}
            case Event.SecretUsed e -> {}
            case Event.Outcome e -> {}
            case Event.Refused e -> {}
            case Event.Found e -> {}
            case Event.Tripped e -> {}
            case Event.Tiered e -> {}
            case Event.LedgerOpened e -> {}
            case Event.Stopped e -> {}
        }
    }

    public @Nullable Standing of(ServerName server) {
        return standing.get(server);
    }

    /** Those that stand, the oldest first. */
    public List<Standing> all() {
        return List.copyOf(standing.values());
    }

    /** The names under which something was ever accepted, started or stopped, in order. */
    public List<String> known() {
        return List.copyOf(known);
    }
}
