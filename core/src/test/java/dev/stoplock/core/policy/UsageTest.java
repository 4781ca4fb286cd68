package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageTest {

    private static final ServerName MAILER = new ServerName("mailer");
    private static final ServerName OTHER = new ServerName("other");
    private static final Limits THREE = new Limits(3, 3);
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Usage usage = Usage.NONE;
    private Instant now = NOON;
    private int effects;

    private Leave call(ServerName server, Limits limits, String same) {
        Usage.Asked asked = usage.call(server, limits, "send", same, now);
        usage = asked.next();
        return asked.leave();
    }

    private Leave call(String same) {
        return call(MAILER, THREE, same);
    }

    private Leave mails(Limits limits, int mails) {
        Usage.Asked asked = usage.mails(MAILER, limits, new EffectId("e" + ++effects), mails, now);
        usage = asked.next();
        return asked.leave();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static void assertGranted(Leave leave) {
        assertThat(leave).isInstanceOf(Leave.Granted.class);
    }

    private static Leave.Exceeded exceeded(Leave leave) {
        assertThat(leave).isInstanceOf(Leave.Exceeded.class);
        return (Leave.Exceeded) leave;
    }

    @Test
    void theIdenticalCallPastTheLimitIsStoppedAndToldOnceAsAnOpening() {
        for (int i = 0; i < 3; i++) {
            assertGranted(call("a"));
            pass(Duration.ofSeconds(1));
        }
        Leave.Exceeded first = exceeded(call("a"));
        assertThat(first.rule().value()).isEqualTo("limit.identical-calls");
        assertThat(first.opens()).isTrue();
        assertThat(first.told())
                .isEqualTo(
                        "server mailer was asked for send with the same arguments 3 times in a row,"
                                + " and its limit is 3; it works again at 2026-11-22T12:10:02Z");
        assertThat(exceeded(call("a")).opens()).isFalse();
        assertGranted(call(OTHER, THREE, "a"));
    }

    @Test
    void askingAgainDoesNotMakeTheWaitLonger() {
        for (int i = 0; i < 3; i++) {
            assertGranted(call("a"));
        }
        for (int i = 0; i < 9; i++) {
            pass(Duration.ofMinutes(1));
            assertThat(exceeded(call("a")).until()).isEqualTo(NOON.plus(CallRow.PAUSE));
        }
        pass(Duration.ofSeconds(59));
        exceeded(call("a"));
        pass(Duration.ofSeconds(1));
        assertGranted(call("a"));
        assertGranted(call("a"));
        assertGranted(call("a"));
        assertThat(exceeded(call("a")).opens()).isTrue();
    }

    @Test
    void aDifferentCallEndsTheRowAndIsNeverStoppedByIt() {
        for (int i = 0; i < 3; i++) {
            assertGranted(call("a"));
        }
        exceeded(call("a"));
        assertGranted(call("b"));
        assertGranted(call("a"));
    }

    @Test
    void aCallEveryTenMinutesIsNoRow() {
        for (int i = 0; i < 50; i++) {
            assertGranted(call("a"));
            pass(CallRow.PAUSE);
        }
    }

    @Test
    void aLimitOfNoneLetsNoCallThrough() {
        Limits none = new Limits(3, 0);
        assertThat(exceeded(call(MAILER, none, "a")).opens()).isTrue();
        Leave.Exceeded again = exceeded(call(MAILER, none, "b"));
        assertThat(again.opens()).isFalse();
        assertThat(again.told())
                .isEqualTo("server mailer may not be called at all: its limit is 0");
    }

    @Test
    void theMailPastTheHourIsRefusedThenNoCallIsMadeUntilAPlaceIsFree() {
        for (int i = 0; i < 3; i++) {
            assertGranted(call("call" + i));
            assertGranted(mails(THREE, 1));
            pass(Duration.ofMinutes(10));
        }
        assertGranted(call("the hour is full, and nobody tried more"));
        Leave.Exceeded refused = exceeded(mails(THREE, 1));
        assertThat(refused.rule().value()).isEqualTo("limit.mails-per-hour");
        assertThat(refused.opens()).isTrue();
        assertThat(refused.told())
                .isEqualTo(
                        "server mailer sent 3 mails within an hour, which is its limit;"
                                + " it works again at 2026-11-22T13:00:00Z");
        assertThat(exceeded(mails(THREE, 1)).opens()).isFalse();
        Leave.Exceeded stopped = exceeded(call("another"));
        assertThat(stopped.rule()).isEqualTo(MailHour.RULE);
        assertThat(stopped.opens()).isFalse();
        assertThat(stopped.until()).isEqualTo(NOON.plus(MailHour.WINDOW));
        now = NOON.plus(MailHour.WINDOW).minusMillis(1);
        exceeded(call("another"));
        now = NOON.plus(MailHour.WINDOW);
        assertGranted(call("another"));
        assertGranted(mails(THREE, 1));
        assertThat(exceeded(mails(THREE, 1)).opens()).isTrue();
    }

    @Test
    void aRequestWithMoreMailsThanAreLeftIsRefusedWholeAndOpensNothing() {
        assertGranted(mails(THREE, 1));
        Leave.Exceeded refused = exceeded(mails(THREE, 3));
        assertThat(refused.opens()).isFalse();
        assertThat(refused.told())
                .isEqualTo(
                        "a request of server mailer holds 3 mails, and of its 3 an hour only 2 may still go now");
        assertGranted(call("a"));
        assertGranted(mails(THREE, 2));
        exceeded(mails(THREE, 1));
    }

    @Test
    void aMailOfWhichNothingWasSentGivesItsPlaceBack() {
        assertGranted(mails(THREE, 3));
        exceeded(mails(THREE, 1));
        usage = usage.notSent(new EffectId("e1"));
        assertGranted(call("a"));
        assertGranted(mails(THREE, 3));
        exceeded(mails(THREE, 1));
    }

    @Test
    void aLimitOfNoneLetsNoMailGoAndStopsCallsForAnHour() {
        Limits none = new Limits(0, 3);
        assertGranted(call(MAILER, none, "a"));
        Leave.Exceeded refused = exceeded(mails(none, 1));
        assertThat(refused.told())
                .isEqualTo(
                        "server mailer may send no mail: its limit is 0; it works again at 2026-11-22T13:00:00Z");
        exceeded(call(MAILER, none, "b"));
        pass(MailHour.WINDOW);
        assertGranted(call(MAILER, none, "b"));
        assertThat(exceeded(mails(none, 1)).opens()).isTrue();
    }

    @Test
    void aLoweredLimitHoldsForWhatWasSentBeforeAndARaisedOneGivesPlaces() {
        for (int i = 0; i < 3; i++) {
            assertGranted(mails(THREE, 1));
            pass(Duration.ofMinutes(1));
        }
        Leave.Exceeded lowered = exceeded(mails(new Limits(1, 3), 1));
        assertThat(lowered.until()).isEqualTo(NOON.plusSeconds(120).plus(MailHour.WINDOW));
        assertGranted(mails(new Limits(4, 3), 1));
    }

    @Test
    void aClockSetBackLetsNothingMoreGoAndMakesNobodyWaitLongerThanTheWindow() {
        assertGranted(mails(THREE, 3));
        for (int i = 0; i < 3; i++) {
            assertGranted(call("a"));
        }
        pass(Duration.ofDays(-365));
        Instant back = now;
        assertThat(exceeded(mails(THREE, 1)).until()).isEqualTo(back.plus(MailHour.WINDOW));
        now = back.plus(MailHour.WINDOW).minusSeconds(1);
        exceeded(mails(THREE, 1));
        exceeded(call("b"));
        now = back.plus(MailHour.WINDOW);
        assertThat(exceeded(call("a")).until()).isEqualTo(now.plus(CallRow.PAUSE));
        pass(CallRow.PAUSE);
        assertGranted(call("a"));
        assertGranted(mails(THREE, 1));
    }

    /** Whatever happened, the ledger alone gives the answers that the living gate gives. */
    @Test
    void theFoldOverTheRecordsAnswersAsTheGateThatMadeThem() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<AuditRecord> records = new ArrayList<>();
        Limits limits = new Limits(5, 4);
        int stopped = 0;
        for (int step = 0; step < 3_000; step++) {
            pass(Duration.ofSeconds(random.nextInt(random.nextInt(10) == 0 ? 900 : 60)));
            ServerName server = random.nextInt(4) == 0 ? OTHER : MAILER;
            EffectId effect = new EffectId("e" + step);
            String same = random.nextInt(5) == 0 ? "b" : "a";
            int mails = 1 + random.nextInt(2);
            boolean asksCall = random.nextBoolean();
            Usage.Asked asked =
                    asksCall
                            ? usage.call(server, limits, "send", same, now)
                            : usage.mails(server, limits, effect, mails, now);
            usage = asked.next();
            if (asked.leave() instanceof Leave.Exceeded exceeded) {
                stopped++;
                if (exceeded.opens()) {
                    add(records, new Event.Tripped(server, null, exceeded.rule(), "told"));
                }
            } else if (asksCall) {
                add(records, opened(server, same));
            } else {
                add(records, judged(server, effect, mails));
                if (random.nextInt(6) == 0) {
                    usage = usage.notSent(effect);
                    add(records, new Event.Outcome(effect, "failed", 0, "refused", null));
                }
            }
            Usage folded = folded(records);
            for (ServerName each : List.of(MAILER, OTHER)) {
                for (String next : List.of("a", "b")) {
                    assertThat(folded.call(each, limits, "send", next, now).leave())
                            .as("seed %s step %s", seed, step)
                            .isEqualTo(usage.call(each, limits, "send", next, now).leave());
                }
                EffectId one = new EffectId("one");
                assertThat(folded.mails(each, limits, one, 1, now).leave())
                        .as("seed %s step %s", seed, step)
                        .isEqualTo(usage.mails(each, limits, one, 1, now).leave());
            }
        }
        assertThat(stopped).as("seed %s", seed).isGreaterThan(100);
    }

    private Usage folded = Usage.NONE;
    private int foldedTo;

    private Usage folded(List<AuditRecord> records) {
        while (foldedTo < records.size()) {
            folded = folded.after(records.get(foldedTo++));
        }
        return folded;
    }

    private void add(List<AuditRecord> records, Event event) {
        records.add(new AuditRecord(records.size(), now, event));
    }

    private static Event opened(ServerName server, @Nullable String same) {
        return new Event.CallOpened(
                new CallId("c1"),
                new InstanceId("i1"),
                server,
                new AgentName("agent"),
                "send",
                Digest.sha256(new byte[0]),
                null,
                same);
    }

    private static Event judged(ServerName server, EffectId effect, int mails) {
        return new Event.Judged(
                effect,
                null,
                new InstanceId("i1"),
                server,
                "postmark POST /email",
                "api.mail.example:443",
                "allow",
                new RuleId("contract.explained"),
                "said",
                List.of(),
                Mode.ENFORCE,
                true,
                0,
                mails,
                List.of("ann@shop.example"),
                null,
                null);
    }
}
