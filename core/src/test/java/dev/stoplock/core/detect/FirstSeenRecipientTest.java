package dev.stoplock.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Finding;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FirstSeenRecipientTest {

    private static final ServerName SERVER = new ServerName("postmark-mcp");
    private static final InstanceId OLD = new InstanceId("i1");
    private static final InstanceId NEW = new InstanceId("i2");
    private static final String ANN = "ann@shop.example";
    private static final String BOB = "bob@shop.example";
    private static final String STRANGER = "archive@collector.example";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final List<AuditRecord> log = new ArrayList<>();
    private Instant now = NOON;

    private long add(Event event) {
        log.add(new AuditRecord(log.size(), now, event));
        return log.size() - 1;
    }

    private void launched(InstanceId instance, String version) {
        Digest digest = Digest.sha256(new byte[0]);
        add(
                new Event.Launched(
                        instance,
                        SERVER,
                        PackageRef.parse("npm:postmark-mcp@" + version),
                        digest,
                        digest,
                        new AgentName("agent"),
                        "self-declared",
                        1));
    }

    private long mail(InstanceId instance, @Nullable String call, String... recipients) {
        return judged(SERVER, instance, call, "allow", "contract.explained", true, recipients);
    }

    private long judged(
            ServerName server,
            InstanceId instance,
            @Nullable String call,
            String verdict,
            String rule,
            boolean leaves,
            String... recipients) {
        return add(
                new Event.Judged(
                        new EffectId("e" + log.size()),
                        call == null ? null : new CallId(call),
                        instance,
                        server,
                        "postmark POST /email",
                        "api.postmarkapp.com:443",
                        verdict,
                        new RuleId(rule),
                        "said",
                        List.of(),
                        Mode.REPORT,
                        leaves,
                        0,
                        1,
                        List.of(recipients),
                        null,
                        null));
    }

    private List<Finding> found() {
        return Detectors.findings(log);
    }

    @Test
    void aNewRecipientIsFoundByAddressCallAndVersion() {
        launched(OLD, "1.0.15");
        mail(OLD, "i1-c1", ANN);
        now = now.plus(Duration.ofDays(30));
        launched(NEW, "1.0.16");
        long index = mail(NEW, "i2-c1", ANN, STRANGER);
        Finding finding = found().getLast();
        assertThat(found()).hasSize(2);
        assertThat(finding.sentence())
                .isEqualTo(
                        "postmark-mcp 1.0.16 mails archive@collector.example (never before by this server) in call i2-c1");
        assertThat(finding.rule().value()).isEqualTo("detect.first-recipient");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.server()).isEqualTo(SERVER);
        assertThat(finding.call()).isEqualTo(new CallId("i2-c1"));
        assertThat(finding.evidence()).containsExactly(index);
    }

    @Test
    void aServersFirstDayWeighsLittleUnlessItsVersionChangesOrTheContractObjects() {
        launched(OLD, "1.0.15");
        mail(OLD, "i1-c1", ANN);
        assertThat(found().getLast().severity()).isEqualTo(Severity.INFO);
        judged(SERVER, OLD, "i1-c2", "deny", "contract.recipient", true, STRANGER);
        assertThat(found().getLast().severity()).isEqualTo(Severity.WARNING);
        assertThat(found().getLast().sentence())
                .endsWith("in call i1-c2; denied by contract.recipient and let go by its mode");
        launched(NEW, "1.0.16");
        mail(NEW, "i2-c1", "new@shop.example");
        assertThat(found().getLast().severity()).isEqualTo(Severity.WARNING);
        now = NOON.plus(Duration.ofDays(1));
        mail(OLD, "i1-c3", BOB);
        assertThat(found().getLast().severity()).isEqualTo(Severity.WARNING);
        assertThat(found()).hasSize(4);
    }

    @Test
    void whatIsDeniedMakesNobodySeenAndIsNotFound() {
        launched(OLD, "1.0.15");
        judged(SERVER, OLD, "i1-c1", "deny", "contract.recipient", false, STRANGER);
        assertThat(found()).isEmpty();
        mail(OLD, "i1-c2", STRANGER);
        assertThat(found()).hasSize(1);
    }

    @Test
    void whomARequestReachesThatNoAdapterReadsIsNeitherFoundNorSeen() {
        launched(OLD, "1.0.15");
        judged(SERVER, OLD, "i1-c1", "deny", "contract.no-adapter", true);
        assertThat(found()).isEmpty();
        mail(OLD, "i1-c2", STRANGER);
        assertThat(found()).hasSize(1);
    }

    @Test
    void whatWasLetGoIsFoundOnceWhateverBecameOfIt() {
        launched(OLD, "1.0.15");
        long index = mail(OLD, "i1-c1", ANN);
        add(new Event.Outcome(new EffectId("e" + index), "failed", 0, "no answer", null));
        mail(OLD, "i1-c2", ANN);
        assertThat(found()).hasSize(1);
    }

    @Test
    void eachServerIsLookedAtForItself() {
        launched(OLD, "1.0.15");
        mail(OLD, "i1-c1", ANN);
        judged(
                new ServerName("other"),
                new InstanceId("i9"),
                null,
                "allow",
                "contract.explained",
                true,
                ANN);
        assertThat(found()).hasSize(2);
        assertThat(found().getLast().sentence())
                .isEqualTo(
                        "server other of an unrecorded version mails ann@shop.example"
                                + " (never before by this server) while no call was open");
        assertThat(found().getLast().severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whomAServerDidNotMailForLongIsNewAgain() {
        launched(OLD, "1.0.15");
        mail(OLD, "i1-c1", ANN, BOB);
        now = NOON.plus(FirstSeenRecipient.REMEMBERED).minusSeconds(1);
        mail(OLD, "i1-c2", BOB);
        assertThat(found()).hasSize(2);
        now = NOON.plus(FirstSeenRecipient.REMEMBERED);
        mail(OLD, "i1-c3", ANN, BOB);
        assertThat(found()).hasSize(3);
        assertThat(found().getLast().sentence())
                .contains("ann@shop.example (not in 180 days by this server)");
    }

    @Test
    void theSameLogGivesTheSameFindingsAndEachHasAnIdOfItsOwn() {
        launched(OLD, "1.0.15");
        for (int i = 0; i < 50; i++) {
            mail(OLD, "i1-c" + i, "a" + i + "@shop.example", "b" + i + "@shop.example");
        }
        assertThat(found()).isEqualTo(found()).hasSize(100);
        assertThat(found().stream().map(Finding::id)).doesNotHaveDuplicates();
        assertThat(found().getFirst().id()).matches("[0-9a-f]{32}");
        assertThat(found().getFirst().event().id()).isEqualTo(found().getFirst().id());
    }

    @Test
    void aStateGivenOnceStaysAsItIs() {
        FirstSeenRecipient detector = new FirstSeenRecipient();
        launched(OLD, "1.0.15");
        long index = mail(OLD, "i1-c1", ANN);
        FirstSeenRecipient.State before = detector.step(detector.start(), log.getFirst()).state();
        Step<FirstSeenRecipient.State> once = detector.step(before, log.get((int) index));
        assertThat(detector.step(before, log.get((int) index))).isEqualTo(once);
        assertThat(detector.step(once.state(), log.get((int) index)).findings()).isEmpty();
    }

    @Test
    void anAddressThatIsOldGoesBeforeOneThatIsNewWhenThereAreTooMany() {
        Known known = Known.since(NOON, null);
        for (int i = 0; i < Known.MOST; i++) {
            known = known.reaching("a" + i + "@shop.example", NOON.plusSeconds(i));
            assertThat(known.reached().size()).isLessThan(Known.MOST);
        }
        assertThat(known.reached().size()).isEqualTo(Known.MOST / 2);
        assertThat(known.reached().containsKey("a49999@shop.example")).isFalse();
        assertThat(known.reached().containsKey("a50000@shop.example")).isTrue();
    }

    @Test
    void anOpenDetectorFindsNothing() {
        launched(OLD, "1.0.15");
        mail(OLD, "i1-c1", ANN);
        Detectors open = Detectors.without(Set.copyOf(Detectors.names()));
        for (AuditRecord record : log) {
            Detectors.Stepped stepped = open.step(record);
            assertThat(stepped.findings()).isEmpty();
            open = stepped.next();
        }
        assertThat(found()).isNotEmpty();
    }
}
