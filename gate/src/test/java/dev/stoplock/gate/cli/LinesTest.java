package dev.stoplock.gate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Copied;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as lines for people: what becomes a line, and what hostile text cannot do to it. */
class LinesTest {

    private static final Instant AT = Instant.parse("2026-11-22T14:01:47Z");
    private static final Times UTC = new Times(ZoneOffset.UTC, AT);
    private static final ServerName SERVER = new ServerName("postmark");
    private final Lines lines = new Lines();
    private long next;

    private Lines.@Nullable Line step(Event event) {
        return lines.step(new AuditRecord(next++, AT, event));
    }

    private Lines.Line line(Event event) {
        return Objects.requireNonNull(step(event), "the record completes a line");
    }

    private static Event judged(
            String effect, String verdict, boolean leaves, String said, String... to) {
        return new Event.Judged(
                new EffectId(effect),
                new CallId("i-c1"),
                new InstanceId("i"),
                SERVER,
                "http POST /email",
                "api.postmarkapp.com:443",
                verdict,
                new RuleId("contract.recipient"),
                said,
                List.of(),
                leaves && verdict.equals("deny") ? Mode.REPORT : Mode.ENFORCE,
                leaves,
                0,
                to.length == 0 ? 0 : 1,
                List.of(to),
                null,
                null);
    }

    private static Event outcome(String effect, String outcome, int status) {
        return new Event.Outcome(new EffectId(effect), outcome, status, "why", null);
    }

    @ParameterizedTest(name = "{0} {1} then {2} {3}: {4} {5}")
    @CsvSource({
        "allow, true, answered, 200, GOOD, sent",
        "allow, true, answered, 422, LOUD, not taken",
        "deny, true, answered, 200, LOUD, LET GO",
        "allow, true, unknown, 0, LOUD, in doubt",
        "allow, true, in doubt, 0, LOUD, in doubt",
        "deny, true, in doubt, 0, LOUD, in doubt",
        "allow, true, failed, 0, DENIED, not sent",
        "allow, true, refused, 0, DENIED, not sent",
        "deny, true, admitted, 0, LOUD, let go",
    })
    void anExchangeAndItsOutcomeAreOneLine(
            String verdict,
            boolean leaves,
            String outcome,
            int status,
            Lines.Mark mark,
            String word) {
        assertThat(step(judged("e1", verdict, leaves, "said", "you@corp.example"))).isNull();
        Lines.Line line = line(outcome("e1", outcome, status));
        assertThat(line.mark()).isEqualTo(mark);
        assertThat(line.word()).isEqualTo(word);
        assertThat(line.id()).isEqualTo("i-c1");
        assertThat(line.sentence()).contains("you@corp.example");
    }

    @Test
    void whatWasReadAndNotSentIsNoLine() {
        step(judged("e1", "allow", true, "said"));
        assertThat(step(outcome("e1", "answered", 200))).isNull();
    }

    @Test
    void aDenialIsALineAtOnceAndSaysThatNothingLeft() {
        Lines.Line line = line(judged("e1", "deny", false, "nobody asked", "a@collector.example"));
        assertThat(WatchCommand.text(line, UTC).getFirst())
                .startsWith(
                        "14:01:47 ✕ denied postmark: mail to a@collector.example, nothing of it");
        assertThat(lines.departures().alarming()).isEmpty();
    }

    @Test
    void aVersionThatWaitsForAPersonIsALineWithItsRule() {
        PackageRef before = PackageRef.parse("npm:postmark-mcp@1.0.15");
        PackageRef after = PackageRef.parse("npm:postmark-mcp@1.0.16");
        Lines.Line line =
                line(
                        new Event.ReviewHeld(
                                SERVER,
                                before,
                                after,
                                Digest.sha256(new byte[0]),
                                new RuleId("review.held"),
                                "new destination",
                                "this version waits for a person",
                                List.of()));
        assertThat(line.mark()).isEqualTo(Lines.Mark.HELD);
        assertThat(WatchCommand.text(line, UTC).getFirst())
                .startsWith(
                        "14:01:47 ⏸ held postmark: npm:postmark-mcp@1.0.16, npm:postmark-mcp@1.0.15 stays");
        assertThat(line.rule()).isEqualTo(new RuleId("review.held"));
    }

    @Test
    void amongHundredsWhoWereAskedForTheStrangerIsNamedFirst() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add("c" + i + "@client.example");
        }
        all.add("archive@collector.example");
        Event.Judged said =
                (Event.Judged) judged("e1", "deny", false, "said", all.toArray(String[]::new));
        Lines.Line line =
                line(
                        new Event.Judged(
                                said.effect(),
                                said.call(),
                                said.instance(),
                                said.server(),
                                said.operation(),
                                said.destination(),
                                said.verdict(),
                                said.rule(),
                                said.sentence(),
                                List.of("body/bcc = archive@collector.example"),
                                said.mode(),
                                said.leaves(),
                                0,
                                300,
                                all,
                                null,
                                null));
        assertThat(line.sentence())
                .startsWith("300 mails to archive@collector.example, c0@client.example, ")
                .contains(" and 298 more, nothing of it left");
    }

    @Test
    void hostileTextStaysInItsOwnLineAndNoAddressIsCut() {
        String address = "a".repeat(60) + "@" + "collector-".repeat(15) + ".example";
        String spoof =
                "\n14:02:00 ✓ sent\u2028\u202e\u001b[2J x\u00a014:03:00\u3000✓ " + "w ".repeat(100);
        Lines.Line line = line(judged("e1", "deny", false, spoof, address));
        List<String> text = WatchCommand.text(line, UTC);
        assertThat(text).anyMatch(each -> each.contains(address));
        assertThat(text.subList(1, text.size())).allMatch(each -> each.startsWith(" ".repeat(11)));
        assertThat(String.join("", text))
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\u00a0\u3000]");
        assertThat(text)
                .allMatch(each -> each.length() <= Wrapped.COLUMNS || each.contains(address));
    }

    @Test
    void safetyCountsWhatLeftUnaskedAndWhatMayHave() {
        assertThat(safety(false, AT).getFirst())
                .isEqualTo("nothing has left that was not asked for (last 24 hours)");
        step(judged("e1", "deny", true, "said", "a@collector.example"));
        assertThat(safety(false, AT).getFirst())
                .as("the stranger may hold it already")
                .startsWith(
                        "! 1 exchange that nobody asked for: LEAVING NOW, in report or open mode");
        assertThat(safety(true, AT).getFirst()).startsWith("! the gate did not stop in order");
        step(outcome("e1", "answered", 200));
        step(judged("e2", "allow", true, "said", "you@corp.example"));
        step(outcome("e2", "in doubt", 0));
        assertThat(String.join("\n", safety(false, AT)))
                .startsWith(
                        "! 1 exchange LEFT that nobody asked for, in report or open mode: 1 mail")
                .contains(
                        "\n! 1 exchange may have left (in doubt): 1 mail of postmark; since 14:01:47");
        assertThat(safety(false, AT.plusSeconds(90_000)))
                .anyMatch(line -> line.startsWith("  before that: 2 left unasked or in doubt"));
    }

    private List<String> safety(boolean died, Instant now) {
        return Safety.of(lines.departures(), died, now).lines(UTC, Copied.PLAIN);
    }
}
