package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.ServerName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The account of one server.
 *
 * @param since from when on; null for all there is
 * @param sendings every judged exchange, in the order of their verdicts
 * @param standings its quarantines and releases
 * @param refusals what was refused besides exchanges: starts, and what broke on the way
 * @param quarantined whether it is quarantined by the last record about that
 */
public record Incident(
        ServerName server,
        @Nullable Instant since,
        List<Sending> sendings,
        List<SecretUse> secrets,
        List<Version> versions,
        List<Dated<Event.Found>> findings,
        List<Dated<Event.Tripped>> breakers,
        List<Dated<Event>> standings,
        List<Dated<Event.Refused>> refusals,
        boolean quarantined) {

    public Incident {
        sendings = List.copyOf(sendings);
        secrets = List.copyOf(secrets);
        versions = List.copyOf(versions);
        findings = List.copyOf(findings);
        breakers = List.copyOf(breakers);
        standings = List.copyOf(standings);
        refusals = List.copyOf(refusals);
    }

    public List<Sending> with(Fate fate) {
        return which(sending -> sending.fate() == fate);
    }

    /** What left, or may have, against a rule that the mode did not enforce. */
    public List<Sending> letGo(Fate fate) {
        return which(sending -> sending.fate() == fate && !sending.isClean());
    }

    /** Mails of this fate that have such a recipient. */
    public Count mails(Fate fate, Standing standing) {
        return with(fate).stream()
                .map(sending -> sending.mails(standing))
                .reduce(Count.NONE, Count::plus);
    }

    private List<Sending> which(Predicate<Sending> condition) {
        return sendings.stream().filter(condition).toList();
    }

    /** Everybody with such a standing who has mails, or may have; who has most comes first. */
    public List<Reached> reached(Standing standing) {
        Map<String, Tally> byAddress = new LinkedHashMap<>();
        for (Sending sending : which(each -> each.fate().isOut())) {
            for (Part part : sending.parts()) {
                Set<String> counted = new LinkedHashSet<>();
                for (Recipient recipient : part.recipients()) {
                    if (recipient.standing() == standing) {
                        byAddress
                                .computeIfAbsent(recipient.address(), address -> new Tally())
                                .add(
                                        sending,
                                        recipient.role(),
                                        counted.add(recipient.address())
                                                ? part.mailsOfEach()
                                                : Count.NONE);
                    }
                }
            }
        }
        List<Reached> all = new ArrayList<>();
        byAddress.forEach((address, tally) -> all.add(tally.reached(address, standing)));
        all.sort((one, other) -> Integer.compare(other.all().most(), one.all().most()));
        return all;
    }

    /** What is counted of one address. */
    private static final class Tally {
        private final Set<Role> roles = EnumSet.noneOf(Role.class);
        private final Set<CallId> calls = new LinkedHashSet<>();
        private final Map<Long, Instant> sendings = new LinkedHashMap<>();
        private Count left = Count.NONE;
        private Count doubtful = Count.NONE;

        void add(Sending sending, @Nullable Role role, Count mails) {
            if (role != null) {
                roles.add(role);
            }
            CallId call = sending.judged().event().call();
            if (call != null) {
                calls.add(call);
            }
            sendings.put(sending.judged().index(), sending.at());
            left = sending.fate() == Fate.LEFT ? left.plus(mails) : left;
            doubtful = sending.fate() == Fate.IN_DOUBT ? doubtful.plus(mails) : doubtful;
        }

        Reached reached(String address, Standing standing) {
            List<Instant> times = sendings.values().stream().sorted().toList();
            return new Reached(
                    address,
                    standing,
                    roles,
                    left,
                    doubtful,
                    times.getFirst(),
                    times.getLast(),
                    List.copyOf(calls),
                    List.copyOf(sendings.keySet()));
        }
    }
}
