package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Ecosystem;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Promotion;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Tier;
import dev.stoplock.core.model.Tiers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CleanCallsTest {

    private static final ServerName MAILER = new ServerName("mailer");
    private static final InstanceId I = new InstanceId("i1");
    private static final Digest DIGEST = Digest.sha256(new byte[0]);
    private static final Promotion AFTER_TWO =
            new Promotion(Map.of(Tier.CONTENT, 2, Tier.META, 3), Map.of());
    private static final Contents CLEAN = contents(2, 0);

    private final List<AuditRecord> log = new ArrayList<>();
    private CleanCalls clean = CleanCalls.NONE;
    private int calls;

    private static Contents contents(int values, int foreign) {
        return new Contents(
                values,
                0,
                List.of("body/a", "body/b").subList(0, foreign),
                List.of(),
                Tiers.REPORT);
    }

    private void add(Event event) {
        AuditRecord record = new AuditRecord(log.size(), Instant.EPOCH, event);
        log.add(record);
        clean = clean.after(record);
    }

    private CallId open(String tool) {
        CallId call = new CallId("c" + ++calls);
        add(
                new Event.CallOpened(
                        call, I, MAILER, new AgentName("a"), tool, DIGEST, null, "s" + calls));
        return call;
    }

    private void judged(CallId call, String verdict, @Nullable Contents contents) {
        add(
                new Event.Judged(
                        new EffectId("e" + log.size()),
                        call,
                        I,
                        MAILER,
                        "http POST",
                        "api.notes.example:443",
                        verdict,
                        new RuleId("contract.explained"),
                        "x",
                        List.of(),
                        Mode.ENFORCE,
                        verdict.equals("allow"),
                        0,
                        0,
                        List.of(),
                        null,
                        null,
                        contents));
    }

    private void close(CallId call, String outcome) {
        add(new Event.CallClosed(call, outcome, null));
    }

    private void call(String tool, Contents... effects) {
        CallId call = open(tool);
        for (Contents each : effects) {
            judged(call, "allow", each);
        }
        close(call, "answered");
    }

    private int content(String tool) {
        CleanCalls.Standing standing = clean.of(MAILER, tool);
        return standing == null ? 0 : standing.content();
    }

    private Tiers ask(Promotion promotion, String tool) {
        CleanCalls.Held held = clean.ask(MAILER, promotion, tool);
        clean = held.next();
        held.changes().forEach(this::add);
        return held.tiers();
    }

    @Test
    void aToolIsPromotedAfterItsCleanCallsAndThatIsOnRecord() {
        call("send", CLEAN);
        assertThat(ask(AFTER_TWO, "send")).isEqualTo(Tiers.REPORT);
        call("send", CLEAN);
        assertThat(ask(AFTER_TWO, "send")).isEqualTo(new Tiers(true, false));
        assertThat(log.getLast().event())
                .isEqualTo(
                        new Event.Tiered(
                                MAILER,
                                "send",
                                Tier.CONTENT,
                                Mode.ENFORCE,
                                "after 2 clean calls in a row"));
        int records = log.size();
        assertThat(ask(AFTER_TWO, "send").content()).isTrue();
        assertThat(log).hasSize(records);
    }

    @Test
    void aRestartGivesNoPromotionBackAlsoWhereNobodyAsksForOneAnyMore() {
        call("send", CLEAN);
        call("send", CLEAN);
        ask(AFTER_TWO, "send");
        CleanCalls again = CleanCalls.NONE;
        for (AuditRecord record : log) {
            again = again.after(record);
        }
        assertThat(again.of(MAILER)).isEqualTo(clean.of(MAILER));
        assertThat(again.ask(MAILER, Promotion.NONE, "send").tiers().content()).isTrue();
    }

    @Test
    void callsWithoutEffectsOrWithEmptyOnesCountForNothing() {
        call("send");
        call("send", contents(0, 0));
        call("send", contents(0, 0), contents(0, 0));
        assertThat(content("send")).isZero();
    }

    @Test
    void aCallCountsOnceHoweverMuchWasLetGoUnderIt() {
        call("send", CLEAN, CLEAN, CLEAN);
        assertThat(content("send")).isEqualTo(1);
    }

    @Test
    void aCallCountsOnlyOnceItWasAnswered() {
        CallId open = open("send");
        judged(open, "allow", CLEAN);
        assertThat(content("send")).isZero();
        close(open, "cancelled by the client");
        assertThat(content("send")).isZero();
        close(open, "answered");
        assertThat(content("send")).isZero();
    }

    @Test
    void whatIsNotCleanBeginsTheRowAnew() {
        call("send", CLEAN);
        call("send", CLEAN, contents(2, 1));
        assertThat(content("send")).isZero();
        call("send", CLEAN);
        CallId denied = open("send");
        judged(denied, "deny", null);
        close(denied, "answered by stoplock: something was denied");
        assertThat(content("send")).isZero();
    }

    @Test
    void whatLeavesAfterTheAnswerSpoilsACallThatWasCounted() {
        CallId late = open("send");
        judged(late, "allow", CLEAN);
        close(late, "answered");
        assertThat(content("send")).isEqualTo(1);
        judged(late, "allow", CLEAN);
        assertThat(content("send")).isEqualTo(1);
        judged(late, "allow", contents(1, 1));
        assertThat(content("send")).isZero();
    }

    @Test
    void eachToolHasARowOfItsOwnAndAnotherVersionBeginsThemAnew() {
        call("send", CLEAN);
        call("other", contents(1, 1));
        assertThat(content("send")).isEqualTo(1);
        call("send", CLEAN);
        ask(AFTER_TWO, "send");
        add(
                new Event.EntryAccepted(
                        MAILER,
                        null,
                        new PackageRef(Ecosystem.NPM, "mailer", "1.0.1"),
                        DIGEST,
                        DIGEST,
                        "stoplock.lock",
                        new Review("ann", true, "", Instant.EPOCH)));
        assertThat(content("send")).isZero();
        assertThat(ask(AFTER_TWO, "send").content()).isTrue();
    }

    @Test
    void whatAPersonSaidGoesBeforeAnyCountAndIsOnRecord() {
        Promotion said =
                new Promotion(
                        Map.of(Tier.CONTENT, 1),
                        Map.of("send", Map.of(Tier.META, Mode.ENFORCE, Tier.CONTENT, Mode.REPORT)));
        call("send", CLEAN);
        assertThat(ask(said, "send")).isEqualTo(new Tiers(false, true));
        assertThat(log.getLast().event())
                .isEqualTo(
                        new Event.Tiered(
                                MAILER, "send", Tier.META, Mode.ENFORCE, "as stoplock.yaml says"));
        assertThat(ask(Promotion.NONE, "send")).isEqualTo(new Tiers(false, true));
        Promotion back = new Promotion(Map.of(), Map.of("send", Map.of(Tier.META, Mode.REPORT)));
        assertThat(ask(back, "send")).isEqualTo(Tiers.REPORT);
    }

    @Test
    void aCallThatWasNeverMadeAndANameNoRecordHoldsWholeAreNotCounted() {
        CallId stopped = new CallId("c0");
        add(
                new Event.CallOpened(
                        stopped, I, MAILER, new AgentName("a"), "send", DIGEST, null, null));
        judged(stopped, "allow", CLEAN);
        close(stopped, "answered");
        call("x".repeat(129), CLEAN);
        assertThat(clean.of(MAILER)).isEmpty();
    }
}
