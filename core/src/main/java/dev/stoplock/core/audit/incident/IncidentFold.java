package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fold that gathers one server's records, fed with all of a ledger in order, and then gives the
 * account of any stretch of it. Not safe for several threads.
 */
public final class IncidentFold {

    private final ServerName server;
    private final Map<EffectId, Dated<Event.Judged>> judged = new LinkedHashMap<>();
    private final Map<EffectId, Dated<Event.Outcome>> outcomes = new LinkedHashMap<>();
    private final Map<EffectId, List<Dated<Event.SecretUsed>>> secrets = new LinkedHashMap<>();
    private final Map<CallId, Dated<Event.CallOpened>> calls = new LinkedHashMap<>();
    private final Map<InstanceId, Dated<Event.Launched>> launched = new LinkedHashMap<>();
    private final List<Dated<Event.EntryAccepted>> accepted = new ArrayList<>();
    private final List<Dated<Event.Found>> findings = new ArrayList<>();
    private final List<Dated<Event.Tripped>> breakers = new ArrayList<>();
    private final List<Dated<Event>> standings = new ArrayList<>();
    private final List<Dated<Event.Refused>> refusals = new ArrayList<>();
    private boolean known;

    public IncidentFold(ServerName server) {
        this.server = server;
    }

    public void step(AuditRecord record) {
        switch (record.event()) {
            case Event.Judged e -> {
                if (isOurs(e.server())) {
                    judged.put(e.effect(), dated(record, e));
                }
            }
            case Event.Outcome e -> {
                if (judged.containsKey(e.effect())) {
                    outcomes.put(e.effect(), dated(record, e));
                }
            }
            case Event.SecretUsed e -> {
                if (judged.containsKey(e.effect())) {
                    secrets.computeIfAbsent(e.effect(), effect -> new ArrayList<>())
                            .add(dated(record, e));
                }
            }
            case Event.CallOpened e -> {
                if (isOurs(e.server())) {
                    calls.put(e.call(), dated(record, e));
                }
            }
            case Event.Launched e -> {
                if (isOurs(e.server())) {
                    launched.put(e.instance(), dated(record, e));
                }
            }
            case Event.EntryAccepted e -> {
                if (isOurs(e.server())) {
                    accepted.add(dated(record, e));
                }
            }
            case Event.Found e -> {
                if (isOurs(e.server()) || e.call() != null && calls.containsKey(e.call())) {
                    findings.add(dated(record, e));
                }
            }
            case Event.Tripped e -> {
                if (isOurs(e.server())) {
                    breakers.add(dated(record, e));
                }
            }
            case Event.Quarantined e -> {
                if (isOurs(e.server())) {
                    standings.add(dated(record, e));
                }
            }
            case Event.Released e -> {
                if (isOurs(e.server())) {
                    standings.add(dated(record, e));
                }
            }
            case Event.Refused e -> {
                if (isOurs(e.server())) {
                    refusals.add(dated(record, e));
                }
            }
            case Event.Exited e -> isOurs(e.server());
            case Event.ReviewHeld e -> isOurs(e.server());
            case Event.CallClosed e -> {}
            case Event.Tiered e -> isOurs(e.server());
            case Event.LedgerOpened e -> {}
            case Event.Stopped e -> {}
        }
    }

    /** Whether any record is about the server. */
    public boolean isKnown() {
        return known;
    }

    private boolean isOurs(@Nullable ServerName name) {
        boolean ours = server.equals(name);
        known |= ours;
        return ours;
    }

    private static <E extends Event> Dated<E> dated(AuditRecord record, E event) {
        return new Dated<>(record.index(), record.at(), event);
    }

    /**
     * The account of what was recorded at {@code since} or later (all of it for null). Bodies are
     * asked for only for that.
     */
    public <X extends Exception> Incident account(@Nullable Instant since, Kept.Bodies<X> bodies)
            throws X {
        List<Sending> sendings = new ArrayList<>();
        for (Dated<Event.Judged> each : judged.values()) {
            if (isIn(since, each) || isKnownSince(since, each)) {
                sendings.add(sending(each, bodies));
            }
        }
        Event last = standings.isEmpty() ? null : standings.getLast().event();
        return new Incident(
                server,
                since,
                sendings,
                secretUses(sendings),
                versions(),
                within(since, findings),
                within(since, breakers),
                within(since, standings),
                within(since, refusals),
                last instanceof Event.Quarantined);
    }

    /** What is in doubt, or became known in that time, belongs to it whenever it was judged. */
    private boolean isKnownSince(@Nullable Instant since, Dated<Event.Judged> each) {
        if (!each.event().leaves()) {
            return false;
        }
        Dated<Event.Outcome> outcome = outcomes.get(each.event().effect());
        return outcome == null || isIn(since, outcome);
    }

    private static boolean isIn(@Nullable Instant since, Dated<?> dated) {
        return since == null || !dated.at().isBefore(since);
    }

    private static <E extends Event> List<Dated<E>> within(
            @Nullable Instant since, List<Dated<E>> all) {
        return all.stream().filter(each -> isIn(since, each)).toList();
    }

    private <X extends Exception> Sending sending(Dated<Event.Judged> dated, Kept.Bodies<X> bodies)
            throws X {
        Event.Judged event = dated.event();
        Dated<Event.Outcome> outcome = outcomes.get(event.effect());
        AtomsBody atoms = new AtomsBody(event);
        Digest digest = event.atoms();
        Sending.Detail detail = Sending.Detail.NONE;
        List<Part> parts = null;
        if (digest != null) {
            switch (bodies.at(digest)) {
                case Kept.Present(byte[] bytes) -> {
                    parts = atoms.read(bytes);
                    detail = parts == null ? Sending.Detail.UNREADABLE : Sending.Detail.KEPT;
                }
                case Kept.Erased() -> detail = Sending.Detail.ERASED;
            }
        }
        CallId call = event.call();
        return new Sending(
                dated,
                outcome,
                call == null ? null : calls.get(call),
                launched.get(event.instance()),
                secrets.getOrDefault(event.effect(), List.of()),
                Fate.of(event, outcome == null ? null : outcome.event()),
                detail,
                parts == null ? atoms.withoutBody() : parts);
    }

    private record At(String secret, String destination) {}

    private static List<SecretUse> secretUses(List<Sending> sendings) {
        Map<At, List<Dated<Event.SecretUsed>>> uses = new LinkedHashMap<>();
        Map<At, Integer> out = new LinkedHashMap<>();
        for (Sending sending : sendings) {
            for (Dated<Event.SecretUsed> use : sending.secrets()) {
                At at = new At(use.event().secret().value(), use.event().destination());
                uses.computeIfAbsent(at, key -> new ArrayList<>()).add(use);
                out.merge(at, sending.fate().isOut() ? 1 : 0, Integer::sum);
            }
        }
        return uses.entrySet().stream()
                .map(each ->
                        new SecretUse(
                                each.getValue().getFirst().event().secret(),
                                each.getKey().destination(),
                                each.getValue(),
                                out.getOrDefault(each.getKey(), 0)))
                .toList();
    }

    private record Bytes(String ref, Digest tree) {}

    /** In the order in which they were first accepted or started. */
    private List<Version> versions() {
        Map<Bytes, List<Dated<?>>> byBytes = new LinkedHashMap<>();
        List<Dated<?>> begun = new ArrayList<>(accepted);
        begun.addAll(launched.values());
        begun.sort((one, other) -> Long.compare(one.index(), other.index()));
        for (Dated<?> each : begun) {
            byBytes.computeIfAbsent(bytes(each.event()), key -> new ArrayList<>()).add(each);
        }
        return byBytes.values().stream().map(this::version).toList();
    }

    private static Bytes bytes(Event event) {
        return switch (event) {
            case Event.EntryAccepted entry -> new Bytes(entry.to().toString(), entry.tree());
            case Event.Launched started -> new Bytes(started.ref().toString(), started.tree());
            default -> throw new IllegalArgumentException("not the beginning of a version");
        };
    }

    private Version version(List<Dated<?>> begun) {
        List<Dated<Event.EntryAccepted>> acceptances = new ArrayList<>();
        List<Dated<Event.Launched>> launches = new ArrayList<>();
        for (Dated<?> each : begun) {
            if (each.event() instanceof Event.EntryAccepted entry) {
                acceptances.add(new Dated<>(each.index(), each.at(), entry));
            } else if (each.event() instanceof Event.Launched started) {
                launches.add(new Dated<>(each.index(), each.at(), started));
            }
        }
        Dated<Event.Judged> firstBad = null;
        int exchanges = 0;
        for (Dated<Event.Judged> each : judged.values()) {
            boolean itsOwn =
                    launches.stream()
                            .anyMatch(launch ->
                                    Objects.equals(
                                            launch.event().instance(), each.event().instance()));
            if (itsOwn) {
                exchanges++;
                firstBad = firstBad == null && !Sending.isClean(each.event()) ? each : firstBad;
            }
        }
        if (acceptances.isEmpty()) {
            Event.Launched first = launches.getFirst().event();
            return new Version(
                    first.ref(), first.tree(), acceptances, launches, exchanges, firstBad);
        }
        Event.EntryAccepted first = acceptances.getFirst().event();
        return new Version(first.to(), first.tree(), acceptances, launches, exchanges, firstBad);
    }
}
