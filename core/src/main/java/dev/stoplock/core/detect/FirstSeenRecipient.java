package dev.stoplock.core.detect;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Finding;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Finds each recipient whom a server mails for the first time, as far as an adapter reads its
 * mails.
 *
 * <p>Error: none towards missing a recipient that is on record, since the sets are exact. A request
 * that no adapter reads names nobody on record: where a mode lets it go, whoever it reaches is
 * neither found nor seen ({@code contract.no-adapter} says that it left), and a later mail to the
 * same is still called the first. It is an event, not a verdict: a weight of info while a server is
 * new (its first day, and no other version than its first one, and nothing the contract speaks
 * against), a warning after that.
 *
 * <p>A recipient is seen when a mail to it is let go, by an allow or by a mode, whatever becomes of
 * it: what failed afterwards was found as well, and is not found again. What is denied makes nobody
 * seen. Whom a server did not mail for 180 days is new again.
 *
 * <p>Memory: about 150 bytes for each recipient of the last 180 days, of one server at most {@link
 * Known#MOST}; past that the half not mailed for longest is given up, and found again if mailed.
 */
public final class FirstSeenRecipient implements Detector<FirstSeenRecipient.State> {

    static final RuleId RULE = new RuleId("detect.first-recipient");
    static final Duration REMEMBERED = Duration.ofDays(180);
    private static final Duration NEW = Duration.ofDays(1);

    /** Which version each running instance is of, and whom each server has mailed. */
    public record State(PMap<InstanceId, PackageRef> versions, PMap<ServerName, Known> servers) {}

    @Override
    public State start() {
        return new State(HashTreePMap.empty(), HashTreePMap.empty());
    }

    @Override
    public Step<State> step(State state, AuditRecord record) {
        PMap<InstanceId, PackageRef> versions = state.versions();
        return switch (record.event()) {
            case Event.Launched launched ->
                    Step.quiet(
                            new State(
                                    versions.plus(launched.instance(), launched.ref()),
                                    state.servers()));
            case Event.Exited exited ->
                    Step.quiet(new State(versions.minus(exited.instance()), state.servers()));
            case Event.Judged judged ->
                    judged.leaves() && !judged.recipients().isEmpty()
                            ? mailed(state, record, judged)
                            : Step.quiet(state);
            case Event.LedgerOpened e -> Step.quiet(state);
            case Event.CallOpened e -> Step.quiet(state);
            case Event.CallClosed e -> Step.quiet(state);
            case Event.SecretUsed e -> Step.quiet(state);
            case Event.Outcome e -> Step.quiet(state);
            case Event.EntryAccepted e -> Step.quiet(state);
            case Event.ReviewHeld e -> Step.quiet(state);
            case Event.Refused e -> Step.quiet(state);
            case Event.Found e -> Step.quiet(state);
            case Event.Tripped e -> Step.quiet(state);
            case Event.Tiered e -> Step.quiet(state);
            case Event.Quarantined e -> Step.quiet(state);
            case Event.Released e -> Step.quiet(state);
            case Event.Stopped e -> Step.quiet(state);
        };
    }

    private static Step<State> mailed(State state, AuditRecord record, Event.Judged judged) {
        PackageRef version = state.versions().get(judged.instance());
        Instant at = record.at();
        Known known = state.servers().get(judged.server());
        if (known == null) {
            known = Known.since(at, version);
        }
        boolean isNew =
                at.isBefore(known.since().plus(NEW))
                        && version != null
                        && version.equals(known.first())
                        && judged.verdict().equals("allow");
        List<Finding> found = new ArrayList<>();
        for (String recipient : judged.recipients()) {
            Instant last = known.reached().get(recipient);
            if (last == null || !at.isBefore(last.plus(REMEMBERED))) {
                found.add(
                        new Finding(
                                RULE,
                                isNew ? Severity.INFO : Severity.WARNING,
                                sentence(judged, recipient, version, known.before(at)),
                                judged.server(),
                                judged.call(),
                                List.of(record.index()),
                                judged.server() + " " + recipient));
            }
            known = known.reaching(recipient, at);
        }
        return new Step<>(
                new State(state.versions(), state.servers().plus(judged.server(), known)), found);
    }

    private static String sentence(
            Event.Judged judged, String recipient, @Nullable PackageRef version, String before) {
        String who =
                version == null
                        ? "server " + judged.server() + " of an unrecorded version"
                        : version.name() + " " + version.version();
        return who
                + " mails "
                + Shown.line(recipient)
                + " ("
                + before
                + " by this server) "
                + within(judged.call())
                + (judged.verdict().equals("allow")
                        ? ""
                        : "; denied by " + judged.rule() + " and let go by its mode");
    }

    private static String within(@Nullable CallId call) {
        if (call == null) {
            return "while no call was open";
        }
        return call.isOfStart() ? "at its start, while no call was open" : "in call " + call;
    }
}
