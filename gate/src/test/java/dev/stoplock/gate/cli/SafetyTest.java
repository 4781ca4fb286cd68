package dev.stoplock.gate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.audit.Departures;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Copied;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether you are safe: which servers it is about, in which time, and what to paste next. */
class SafetyTest {

    private static final Instant AT = Instant.parse("2026-11-22T14:01:47.5Z");
    private static final Times UTC = new Times(ZoneOffset.UTC, AT);
    private static final Copied HERE = new Copied("stoplock", Path.of("/h"));
    private final Departures departures = new Departures();
    private long next;

    private void step(Event event) {
        departures.step(new AuditRecord(next++, AT, event));
    }

    private void judged(String effect, String server, String verdict, int mails) {
        step(
                new Event.Judged(
                        new EffectId(effect),
                        null,
                        new InstanceId("i"),
                        new ServerName(server),
                        "POST /email",
                        "api.postmarkapp.com:443",
                        verdict,
                        new RuleId("contract.recipient"),
                        "said",
                        List.of(),
                        verdict.equals("deny") ? Mode.REPORT : Mode.ENFORCE,
                        true,
                        0,
                        mails,
                        List.of(),
                        null,
                        null));
    }

    private void outcome(String effect, String outcome) {
        step(new Event.Outcome(new EffectId(effect), outcome, 200, "why", null));
    }

    private List<String> lines(boolean died, Times times) {
        List<String> lines = Safety.of(departures, died, times.now()).lines(times, HERE);
        assertThat(lines).allMatch(line -> line.length() <= 80 || line.contains(" --home "));
        return lines;
    }

    @Test
    void whereAllIsWellTheZoneIsToldOnce() {
        assertThat(lines(false, UTC))
                .containsExactly(
                        "nothing has left that was not asked for (last 24 hours)", "times are UTC");
        assertThat(lines(false, new Times(ZoneId.of("Europe/Berlin"), AT)))
                .last()
                .isEqualTo("times are local: Europe/Berlin, now UTC+01:00");
    }

    @Test
    void everyServerIsNamedWithWhatItSentAndTheCommandThatTellsTheRest() {
        judged("e1", "mailer", "deny", 1);
        outcome("e1", "answered");
        judged("e2", "looper", "deny", 500);
        outcome("e2", "answered");
        judged("e3", "looper", "allow", 0);
        outcome("e3", "in doubt");
        assertThat(lines(false, UTC))
                .containsExactly(
                        "! 2 exchanges LEFT that nobody asked for, in report or open mode: 1 mail of",
                        "  mailer, 500 mails of looper; since 14:01:47",
                        "! 1 exchange may have left (in doubt): 1 request of looper; since 14:01:47",
                        "  to whom, in which call, under which version, and what to do now:",
                        "    stoplock --home /h incident mailer --since 2026-11-22T14:01:47Z",
                        "    stoplock --home /h incident looper --since 2026-11-22T14:01:47Z",
                        "times are UTC");
    }

    @Test
    void howeverManyServersThereAreEachIsNamed() {
        for (int i = 0; i < 40; i++) {
            judged("e" + i, "server-number-" + i, "deny", 1);
            outcome("e" + i, "answered");
        }
        List<String> lines = lines(false, UTC);
        String all = String.join(" ", lines);
        for (int i = 0; i < 40; i++) {
            assertThat(all).containsPattern("of\\s+server-number-" + i + "[,;]");
        }
        assertThat(lines).contains("    stoplock --home /h incident NAME   for each of them");
    }

    @Test
    void whatAGateThatDiedHadUnderWayIsLaidToItsServers() {
        judged("e1", "mailer", "allow", 1);
        assertThat(lines(true, UTC))
                .containsExactly(
                        "! the gate did not stop in order: what was under way then may have left, as far",
                        "  as it is signed: 1 mail of mailer",
                        "  all of it is told once the gate starts again:",
                        "    stoplock --home /h up",
                        "times are UTC");
    }

    @Test
    void whatIsOlderThanADayIsToldWithACommandThatStillShowsIt() {
        judged("e1", "mailer", "deny", 1);
        outcome("e1", "answered");
        Times later = new Times(ZoneOffset.UTC, AT.plusSeconds(90 * 86_400L));
        assertThat(lines(false, later))
                .containsExactly(
                        "nothing has left that was not asked for (last 24 hours)",
                        "  before that: 1 left unasked or in doubt: 1 mail of mailer; see them:",
                        "    stoplock --home /h watch --since 2026-11-22T14:01:47Z",
                        "times are UTC");
    }
}
