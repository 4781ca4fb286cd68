package dev.stoplock.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Ecosystem;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log's records amount to: who is stopped, what left, what runs. */
class FoldsTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final ServerName ONE = new ServerName("one");
    private static final ServerName TWO = new ServerName("two");
    private static final InstanceId INSTANCE = new InstanceId("i1");
    private static final CallId CALL = new CallId("i1-c1");
    private static final Digest DIGEST = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));
    private static final PackageRef REF = new PackageRef(Ecosystem.NPM, "one", "1.0.0");

    private static List<AuditRecord> log(Event... events) {
        List<AuditRecord> records = new ArrayList<>();
        for (Event event : events) {
            records.add(new AuditRecord(records.size(), AT.plusSeconds(records.size()), event));
        }
        return records;
    }

    private static Event judged(String effect, String verdict, boolean leaves) {
        return new Event.Judged(
                new EffectId(effect),
                CALL,
                INSTANCE,
                ONE,
                "http POST /email",
                "api.example:443",
                verdict,
                new RuleId("contract.recipient"),
                "said",
                List.of(),
                Mode.REPORT,
                leaves,
                0,
                2,
                List.of("you@corp.example"),
                null,
                null);
    }

    private static Event outcome(String effect, String outcome) {
        return new Event.Outcome(new EffectId(effect), outcome, 0, "detail", null);
    }

    @Test
    void aServerIsStoppedUntilItIsReleasedAndTheLastStopCounts() {
        Quarantines all =
                Quarantines.of(
                        log(
                                new Event.EntryAccepted(
                                        ONE,
                                        null,
                                        REF,
                                        DIGEST,
                                        DIGEST,
                                        "l",
                                        new Review("a", true, "", AT)),
                                new Event.Quarantined(ONE, "ana", "odd"),
                                new Event.Quarantined(TWO, "ana", "odd too"),
                                new Event.Released(TWO, "ben", "fine"),
                                new Event.Released(ONE, "ben", "fine"),
                                new Event.Quarantined(ONE, "cy", "again")));
        assertThat(all.all())
                .containsExactly(new Quarantines.Standing(ONE, AT.plusSeconds(5), "cy", "again"));
        assertThat(all.of(TWO)).isNull();
        assertThat(all.known()).containsExactly("one", "two");
    }

    @Test
    void whatWasLetGoIsAlarmingWhereNobodyAskedOrNobodyKnows() {
        Departures departures = new Departures();
        List<Departures.Fate> fates = new ArrayList<>();
        for (AuditRecord record :
                log(
                        judged("asked", "allow", true),
                        judged("unasked", "deny", true),
                        judged("denied", "deny", false),
                        judged("lost", "allow", true),
                        judged("failed", "deny", true),
                        judged("looked", "deny", true),
                        judged("flying", "allow", true),
                        outcome("looked", "admitted"),
                        outcome("failed", "failed"),
                        outcome("lost", "something newer"),
                        outcome("unasked", "answered"),
                        outcome("asked", "answered"),
                        outcome("asked", "answered"),
                        outcome("never-judged", "answered"))) {
            Departures.Departure departure = departures.step(record);
            if (departure != null) {
                fates.add(departure.fate());
            }
        }
        assertThat(fates)
                .containsExactly(
                        Departures.Fate.ADMITTED,
                        Departures.Fate.NOT_SENT,
                        Departures.Fate.IN_DOUBT,
                        Departures.Fate.UNASKED,
                        Departures.Fate.ASKED);
        assertThat(departures.alarming())
                .extracting(each -> each.judged().effect().value())
                .containsExactly("lost", "unasked");
        assertThat(departures.underWay())
                .extracting(each -> each.effect().value())
                .containsExactly("flying");
    }

    @Test
    void anInstanceIsCountedWhileItRuns() {
        Activity activity = new Activity();
        log(
                        new Event.Launched(
                                INSTANCE,
                                ONE,
                                REF,
                                DIGEST,
                                DIGEST,
                                new AgentName("unnamed"),
                                "self",
                                1),
                        new Event.CallOpened(
                                CALL,
                                INSTANCE,
                                ONE,
                                new AgentName("claude"),
                                "send",
                                DIGEST,
                                null,
                                null),
                        judged("e1", "allow", true),
                        outcome("e1", "answered"),
                        judged("e2", "deny", false),
                        judged("e3", "deny", true),
                        outcome("e3", "answered"),
                        judged("e4", "allow", true),
                        outcome("e4", "unknown"))
                .forEach(activity::step);
        assertThat(activity.of(INSTANCE))
                .isEqualTo(new Activity.Doing(new AgentName("claude"), 1, 4, 1, 1, 1));
        log(new Event.CallClosed(CALL, "answered", null), new Event.CallClosed(CALL, "x", null))
                .forEach(activity::step);
        assertThat(activity.of(INSTANCE))
                .isEqualTo(new Activity.Doing(new AgentName("claude"), 0, 4, 1, 1, 1));
        log(new Event.Exited(INSTANCE, ONE, "ended")).forEach(activity::step);
        assertThat(activity.of(INSTANCE)).isNull();
    }
}
