package dev.stoplock.gate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.audit.incident.Dated;
import dev.stoplock.core.audit.incident.Fate;
import dev.stoplock.core.audit.incident.Incident;
import dev.stoplock.core.audit.incident.Part;
import dev.stoplock.core.audit.incident.Recipient;
import dev.stoplock.core.audit.incident.Sending;
import dev.stoplock.core.audit.incident.Standing;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first line of an account: it must never reassure where it should not. */
final class HeadlineTest {

    private static final Instant START = Instant.parse("2026-11-22T14:01:00Z");

    private final List<Sending> sendings = new ArrayList<>();

    private HeadlineTest sent(Fate fate, boolean clean, Standing... standings) {
        return sent(fate, clean, 1, standings);
    }

    private HeadlineTest sent(Fate fate, boolean clean, int mails, Standing... standings) {
        Instant at = START.plus(Duration.ofMinutes(sendings.size()));
        Event.Judged judged =
                new Event.Judged(
                        new EffectId("e-" + sendings.size()),
                        null,
                        new InstanceId("i-1"),
                        new ServerName("s"),
                        "POST /email",
                        "api.postmarkapp.com:443",
                        clean ? "allow" : "deny",
                        new RuleId("contract.recipient"),
                        "a sentence",
                        List.of(),
                        clean ? Mode.ENFORCE : Mode.REPORT,
                        fate != Fate.DENIED,
                        0,
                        standings.length == 0 ? 0 : mails,
                        List.of(),
                        null,
                        null);
        List<Recipient> recipients = new ArrayList<>();
        for (Standing standing : standings) {
            recipients.add(new Recipient(null, "a@client.example", standing, ""));
        }
        Part part = new Part("mail", mails, null, recipients, List.of());
        sendings.add(
                new Sending(
                        new Dated<>(sendings.size(), at, judged),
                        null,
                        null,
                        null,
                        List.of(),
                        fate,
                        Sending.Detail.KEPT,
                        List.of(part)));
        return this;
    }

    private String said(@Nullable Instant since, long waiting) {
        Incident incident =
                new Incident(
                        new ServerName("s"),
                        since,
                        sendings,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        false);
        return new Headline(incident, waiting).sentence();
    }

    @Test
    void whereEverythingWasAskedForItSaysSo() {
        sent(Fate.LEFT, true, Standing.ASKED)
                .sent(Fate.DENIED, false, Standing.NOT_ASKED)
                .sent(Fate.FAILED, false, Standing.NOT_ASKED)
                .sent(Fate.ADMITTED, false)
                .sent(Fate.IN_DOUBT, true, Standing.ASKED);
        assertThat(said(null, 0)).isEqualTo("nothing has left that was not asked for");
        assertThat(said(START, 0))
                .isEqualTo(
                        "nothing has left that was not asked for, since 22 Nov 2026 14:01:00 UTC");
        assertThat(said(null, 2))
                .isEqualTo("as far as it is signed: nothing has left that was not asked for");
    }

    @Test
    void copiesAreCountedWithTheirTime() {
        sent(Fate.LEFT, false, Standing.ASKED, Standing.NOT_ASKED)
                .sent(Fate.LEFT, true, Standing.ASKED)
                .sent(Fate.LEFT, false, Standing.NOT_ASKED, Standing.NOT_ASKED);
        assertThat(said(null, 0))
                .isEqualTo("2 mails carried a recipient nobody asked for, 22 Nov 14:01–14:03 UTC");
    }

    @Test
    void whatIsKnownOnlyInBoundsIsToldInBounds() {
        sent(Fate.LEFT, false, 500, Standing.NOT_ASKED);
        sent(Fate.LEFT, false, 1, Standing.NOT_ASKED);
        assertThat(said(null, 0)).startsWith("2 to 501 mails carried a recipient nobody asked for");
        sent(Fate.IN_DOUBT, false, 3, Standing.NOT_ASKED);
        assertThat(said(null, 0)).contains(", 1 to 3 more may have, ");
    }

    @Test
    void whatIsInDoubtIsToldBesideWhatLeft() {
        sent(Fate.LEFT, false, Standing.NOT_ASKED).sent(Fate.IN_DOUBT, false, Standing.NOT_ASKED);
        assertThat(said(null, 0))
                .isEqualTo(
                        "1 mail carried a recipient nobody asked for, 1 more may have, 22 Nov 14:01–14:02 UTC");
    }

    @Test
    void whatIsOnlyInDoubtIsNotCalledNothing() {
        sent(Fate.IN_DOUBT, false, Standing.NOT_ASKED);
        assertThat(said(null, 0))
                .isEqualTo(
                        "1 mail with a recipient nobody asked for may have left, 22 Nov 14:01 UTC");
    }

    @ParameterizedTest
    @EnumSource(
            value = Standing.class,
            names = {"ASKED", "NOT_ALLOWED", "UNKNOWN"})
    void anyOtherBrokenRuleThatLeftIsNotCalledNothing(Standing standing) {
        sent(Fate.LEFT, false, standing);
        assertThat(said(null, 0))
                .startsWith("1 request left ")
                .endsWith(", 22 Nov 14:01 UTC")
                .doesNotContain("nothing");
        sendings.clear();
        sent(Fate.IN_DOUBT, false, standing);
        assertThat(said(null, 0)).startsWith("1 request may have left ");
    }

    @Test
    void otherBrokenRulesComeAfterTheCopies() {
        sent(Fate.LEFT, false, Standing.NOT_ASKED)
                .sent(Fate.LEFT, false, Standing.ASKED)
                .sent(Fate.LEFT, false, Standing.UNKNOWN);
        assertThat(said(null, 0))
                .isEqualTo(
                        "1 mail carried a recipient nobody asked for, 22 Nov 14:01 UTC; 1 request left against a rule;"
                                + " 1 request left whose recipients cannot be held against what was asked any more");
    }
}
