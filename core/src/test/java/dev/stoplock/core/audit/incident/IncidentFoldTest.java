package dev.stoplock.core.audit.incident;

import static dev.stoplock.core.audit.incident.Told.ASKED;
import static dev.stoplock.core.audit.incident.Told.SERVER;
import static dev.stoplock.core.audit.incident.Told.START;
import static dev.stoplock.core.audit.incident.Told.STRANGER;
import static dev.stoplock.core.audit.incident.Told.atom;
import static dev.stoplock.core.audit.incident.Told.bcc;
import static dev.stoplock.core.audit.incident.Told.mail;
import static dev.stoplock.core.audit.incident.Told.subject;
import static dev.stoplock.core.audit.incident.Told.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stoplock.core.audit.incident.Told.Verdict;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account of one server from records and bodies, case by case. */
final class IncidentFoldTest {

    private static final Count ONE = new Count(1, 1);
    private static final Count TWO = new Count(2, 2);

    private static Told running() {
        return new Told()
                .accepted(null, "1.0.15", "ana", "reviewed")
                .launched("i-1", "1.0.15")
                .called("c-1", "i-1");
    }

    @Test
    void anAllowedMailIsAskedForAndReachesNobodyElse() {
        Incident incident =
                running()
                        .clean("e-1", "c-1", "i-1")
                        .secret("e-1")
                        .outcome("e-1", "answered", 200)
                        .account();
        Sending sending = incident.sendings().getFirst();
        assertThat(sending.fate()).isEqualTo(Fate.LEFT);
        assertThat(sending.isClean()).isTrue();
        assertThat(sending.parts())
                .singleElement()
                .satisfies(part -> {
                    assertThat(part.subject()).isEqualTo("Invoice 1");
                    assertThat(part.recipients())
                            .extracting(Recipient::role, Recipient::address, Recipient::standing)
                            .containsExactly(tuple(Role.TO, ASKED, Standing.ASKED));
                });
        assertThat(incident.reached(Standing.NOT_ASKED)).isEmpty();
        assertThat(incident.letGo(Fate.LEFT)).isEmpty();
        assertThat(incident.secrets())
                .singleElement()
                .satisfies(use -> {
                    assertThat(use.uses()).hasSize(1);
                    assertThat(use.out()).isEqualTo(1);
                });
    }

    @Test
    void aCopyThatReportLetGoNamesTheStrangerTheCallAndTheVersion() {
        Incident incident =
                running()
                        .copied("e-1", "c-1", "i-1", Verdict.REPORT)
                        .outcome("e-1", "answered", 200)
                        .called("c-2", "i-1")
                        .copied("e-2", "c-2", "i-1", Verdict.REPORT)
                        .outcome("e-2", "answered", 200)
                        .account();
        assertThat(incident.mails(Fate.LEFT, Standing.NOT_ASKED)).isEqualTo(TWO);
        assertThat(incident.reached(Standing.NOT_ASKED))
                .singleElement()
                .satisfies(reached -> {
                    assertThat(reached.address()).isEqualTo(STRANGER);
                    assertThat(reached.left()).isEqualTo(TWO);
                    assertThat(reached.doubtful()).isEqualTo(Count.NONE);
                    assertThat(reached.roles()).containsExactly(Role.BCC);
                    assertThat(reached.calls())
                            .containsExactly(new CallId("c-1"), new CallId("c-2"));
                    assertThat(reached.sendings()).containsExactly(3L, 6L);
                    assertThat(reached.first()).isEqualTo(START.plus(Duration.ofMinutes(3)));
                    assertThat(reached.last()).isEqualTo(START.plus(Duration.ofMinutes(6)));
                });
        Dated<Event.Launched> launched =
                Objects.requireNonNull(incident.sendings().getFirst().launched());
        assertThat(launched.event().ref()).isEqualTo(Told.ref("1.0.15"));
    }

    @ParameterizedTest
    @CsvSource({
        "answered, 200, LEFT",
        "answered, 422, LEFT",
        "failed, 0, FAILED",
        "refused, 0, FAILED",
        "unknown, 0, IN_DOUBT",
        "in doubt, 0, IN_DOUBT",
        "a word of a later version, 0, IN_DOUBT",
        "admitted, 0, ADMITTED"
    })
    void whatBecameOfItIsTheRecordedOutcome(String outcome, int status, Fate fate) {
        Incident incident =
                running()
                        .copied("e-1", "c-1", "i-1", Verdict.REPORT)
                        .outcome("e-1", outcome, status)
                        .account();
        assertThat(incident.sendings()).extracting(Sending::fate).containsExactly(fate);
        assertThat(incident.reached(Standing.NOT_ASKED)).hasSize(fate.isOut() ? 1 : 0);
    }

    @Test
    void withoutAnOutcomeItMayHaveLeft() {
        Incident incident =
                running().copied("e-1", "c-1", "i-1", Verdict.REPORT).secret("e-1").account();
        assertThat(incident.with(Fate.IN_DOUBT)).hasSize(1);
        assertThat(incident.reached(Standing.NOT_ASKED))
                .extracting(Reached::left, Reached::doubtful)
                .containsExactly(tuple(Count.NONE, ONE));
        assertThat(incident.secrets()).extracting(SecretUse::out).containsExactly(1);
    }

    @Test
    void whatWasDeniedReachedNobody() {
        Incident incident = running().copied("e-1", "c-1", "i-1", Verdict.DENY).account();
        assertThat(incident.with(Fate.DENIED)).hasSize(1);
        assertThat(incident.reached(Standing.NOT_ASKED)).isEmpty();
        assertThat(incident.mails(Fate.LEFT, Standing.NOT_ASKED)).isEqualTo(Count.NONE);
    }

    @Test
    void aRetryThatWasAnsweredTwiceIsTwoMails() {
        Incident incident =
                running()
                        .copied("e-1", "c-1", "i-1", Verdict.REPORT)
                        .outcome("e-1", "answered", 500)
                        .copied("e-2", "c-1", "i-1", Verdict.REPORT)
                        .outcome("e-2", "answered", 200)
                        .account();
        assertThat(incident.reached(Standing.NOT_ASKED))
                .extracting(Reached::left, Reached::calls)
                .containsExactly(tuple(TWO, List.of(new CallId("c-1"))));
    }

    @Test
    void aBatchCountsEachMailOfItsOwn() {
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                Verdict.REPORT,
                                List.of("body/1/bcc = " + STRANGER),
                                List.of(ASKED, STRANGER),
                                mail(to(ASKED), subject("one")),
                                mail(to(ASKED), bcc(STRANGER), bcc(STRANGER), subject("two")))
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.mails(Fate.LEFT, Standing.NOT_ASKED)).isEqualTo(ONE);
        assertThat(incident.reached(Standing.NOT_ASKED))
                .extracting(Reached::left)
                .as("named twice in one mail is one mail")
                .containsExactly(ONE);
        assertThat(incident.sendings().getFirst().parts())
                .extracting(Part::subject)
                .containsExactly("one", "two");
    }

    @Test
    void whoIsAskedForButNotAllowedIsNoStranger() {
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                Verdict.NOT_ALLOWED,
                                List.of("body/to = " + ASKED),
                                List.of(ASKED),
                                mail(to(ASKED)))
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.reached(Standing.NOT_ASKED)).isEmpty();
        assertThat(incident.reached(Standing.NOT_ALLOWED))
                .extracting(Reached::address)
                .containsExactly(ASKED);
    }

    @Test
    void otherValuesNobodyExplainedAreNamedToo() {
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                new Verdict(
                                        "deny",
                                        "contract.reply-to",
                                        dev.stoplock.core.model.Mode.REPORT,
                                        true),
                                List.of("body/replyto = " + STRANGER),
                                List.of(ASKED),
                                mail(
                                        to(ASKED),
                                        atom(
                                                "body/replyto",
                                                "Reply-To",
                                                STRANGER,
                                                "unexplained: nobody named it")))
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.reached(Standing.NOT_ASKED)).isEmpty();
        assertThat(incident.letGo(Fate.LEFT)).hasSize(1);
        assertThat(incident.sendings().getFirst().parts().getFirst().others())
                .extracting(Part.Value::path, Part.Value::value)
                .containsExactly(tuple("body/replyto", STRANGER));
    }

    @Test
    void inOpenModeTheBodyTellsWhatTheRecordDoesNotList() {
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                Verdict.OPEN,
                                List.of(),
                                List.of(ASKED, STRANGER),
                                mail(to(ASKED), bcc(STRANGER)))
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.sendings().getFirst().isClean()).isFalse();
        assertThat(incident.reached(Standing.NOT_ASKED))
                .extracting(Reached::address)
                .containsExactly(STRANGER);
    }

    /** Standing of the asked and of the other address when only the record is left. */
    @ParameterizedTest
    @CsvSource({
        "ALLOW, '', ASKED, ASKED",
        "REPORT, 'body/bcc = phan@giftshop.example', ASKED, NOT_ASKED",
        "DENY, 'body/bcc = phan@giftshop.example', ASKED, NOT_ASKED",
        "NOT_ALLOWED, 'body/bcc = phan@giftshop.example', UNKNOWN, NOT_ALLOWED",
        "OPEN, '', UNKNOWN, UNKNOWN",
        "HOST, '', UNKNOWN, UNKNOWN",
        "HOST, 'body/bcc = phan@giftshop.example', UNKNOWN, NOT_ASKED",
        "REPORT, '…[cut: 400 values in all]', UNKNOWN, UNKNOWN",
        "REPORT, 'body/x = ana@client.example = phan@giftshop.example', ASKED, NOT_ASKED"
    })
    void ofAnErasedBodyTheRecordSaysWhatItSaysAndNoMore(
            String verdict, String unexplained, Standing asked, Standing other) throws Exception {
        Verdict judged = (Verdict) Verdict.class.getDeclaredField(verdict).get(null);
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                judged,
                                unexplained.isEmpty() ? List.of() : List.of(unexplained),
                                List.of(ASKED, STRANGER),
                                mail(to(ASKED), bcc(STRANGER)))
                        .erased()
                        .outcome("e-1", "answered", 200)
                        .account();
        Sending sending = incident.sendings().getFirst();
        assertThat(sending.detail()).isEqualTo(Sending.Detail.ERASED);
        assertThat(sending.parts().getFirst().recipients())
                .extracting(Recipient::role, Recipient::address, Recipient::standing)
                .containsExactly(tuple(null, ASKED, asked), tuple(null, STRANGER, other));
    }

    @Test
    void ofABatchWithoutItsBodyNobodyCanSayWhichMailsWentToWhom() {
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                Verdict.REPORT,
                                List.of("body/1/bcc = " + STRANGER),
                                List.of(ASKED, STRANGER),
                                mail(to(ASKED)),
                                mail(to(ASKED), bcc(STRANGER)),
                                mail(to(ASKED)))
                        .erased()
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.mails(Fate.LEFT, Standing.NOT_ASKED)).isEqualTo(new Count(1, 3));
        assertThat(incident.reached(Standing.NOT_ASKED))
                .extracting(Reached::left, Reached::doubtful)
                .containsExactly(tuple(new Count(1, 3), Count.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "(left out: a secret stands in it in coded form)",
        "{}",
        "[1]",
        "'[{\"operation\":\"x\",\"atoms\":[{\"path\":\"body/to\"}]}]'",
        "'[{\"operation\":\"x\",\"atoms\":[{\"path\":\"p\",\"value\":\"v\",\"explanation\":\"e\",\"role\":\"Fcc\"}]}]'"
    })
    void aBodyThatIsNotOursIsNotBelieved(String text) {
        Incident incident =
                running()
                        .copied("e-1", "c-1", "i-1", Verdict.REPORT)
                        .body("e-1", text)
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.sendings().getFirst().detail()).isEqualTo(Sending.Detail.UNREADABLE);
        assertThat(incident.reached(Standing.NOT_ASKED))
                .extracting(Reached::address)
                .containsExactly(STRANGER);
    }

    @Test
    void aFieldNamedSubjectElsewhereIsNotTheSubject() {
        Incident incident =
                running()
                        .judged(
                                "e-1",
                                "c-1",
                                "i-1",
                                Verdict.ALLOW,
                                List.of(),
                                List.of(ASKED),
                                mail(
                                        atom("body/metadata/subject", "value", "another", "empty"),
                                        to(ASKED),
                                        subject("the real one")))
                        .account();
        assertThat(incident.sendings().getFirst().parts().getFirst().subject())
                .isEqualTo("the real one");
    }

    @Test
    void aConnectionHasNoBodyAndNoRecipients() {
        Incident incident =
                running()
                        .judged("e-1", null, "i-1", Verdict.HOST, List.of(), List.of(), null, 0)
                        .outcome("e-1", "admitted", 0)
                        .account();
        Sending sending = incident.sendings().getFirst();
        assertThat(sending.detail()).isEqualTo(Sending.Detail.NONE);
        assertThat(sending.call()).isNull();
        assertThat(sending.mails(Standing.UNKNOWN)).isEqualTo(Count.NONE);
    }

    @Test
    void eachVersionHasItsAcceptancesAndItsFirstBrokenRule() {
        Incident incident =
                running()
                        .clean("e-1", "c-1", "i-1")
                        .outcome("e-1", "answered", 200)
                        .accepted("1.0.15", "1.0.16", "someone", "npm says so")
                        .launched("i-2", "1.0.16")
                        .called("c-2", "i-2")
                        .copied("e-2", "c-2", "i-2", Verdict.REPORT)
                        .outcome("e-2", "answered", 200)
                        .copied("e-3", "c-2", "i-2", Verdict.REPORT)
                        .account();
        assertThat(incident.versions())
                .extracting(Version::ref, Version::exchanges)
                .containsExactly(tuple(Told.ref("1.0.15"), 1), tuple(Told.ref("1.0.16"), 2));
        assertThat(incident.versions().getFirst().firstBad()).isNull();
        Version bad = incident.versions().getLast();
        assertThat(Objects.requireNonNull(bad.firstBad()).event().effect().value())
                .isEqualTo("e-2");
        assertThat(bad.untilBad()).isEqualTo(Duration.ofMinutes(3));
        assertThat(bad.accepted().getFirst().event().review().why()).isEqualTo("npm says so");
    }

    @Test
    void theSameNumberWithOtherBytesIsAnotherVersion() {
        Incident incident =
                running()
                        .record(
                                new Event.Launched(
                                        new dev.stoplock.core.model.InstanceId("i-9"),
                                        SERVER,
                                        Told.ref("1.0.15"),
                                        Told.digest("other bytes"),
                                        Told.digest("entry"),
                                        new dev.stoplock.core.model.AgentName("a"),
                                        "self-declared",
                                        1))
                        .account();
        assertThat(incident.versions()).hasSize(2);
        assertThat(incident.versions().getLast().accepted()).isEmpty();
        assertThat(incident.versions().getLast().untilBad()).isNull();
    }

    @Test
    void aVersionAcceptedAgainCountsFromTheAcceptanceItRanUnder() {
        Incident incident =
                running()
                        .accepted("1.0.15", "1.0.16", "a", "")
                        .accepted("1.0.16", "1.0.15", "a", "back")
                        .launched("i-2", "1.0.15")
                        .accepted("1.0.15", "1.0.15", "a", "while it runs")
                        .called("c-2", "i-2")
                        .copied("e-1", "c-2", "i-2", Verdict.DENY)
                        .account();
        Version first = incident.versions().getFirst();
        assertThat(first.accepted()).hasSize(3);
        assertThat(first.untilBad()).isEqualTo(Duration.ofMinutes(4));
        assertThat(incident.versions().getLast().launched()).isEmpty();
    }

    @Test
    void twoInstancesKeepTheirOwnVersionsAtTheSameTime() {
        Incident incident =
                running()
                        .launched("i-2", "1.0.16")
                        .called("c-2", "i-2")
                        .clean("e-1", "c-1", "i-1")
                        .copied("e-2", "c-2", "i-2", Verdict.REPORT)
                        .outcome("e-2", "answered", 200)
                        .outcome("e-1", "answered", 200)
                        .account();
        assertThat(incident.sendings())
                .extracting(each ->
                        each.launched() == null ? "" : each.launched().event().ref().version())
                .containsExactly("1.0.15", "1.0.16");
        assertThat(incident.versions().getFirst().firstBad()).isNull();
    }

    @Test
    void sinceLeavesOutWhatCameBeforeButNotTheVersions() {
        Told told =
                running()
                        .copied("e-1", "c-1", "i-1", Verdict.REPORT)
                        .secret("e-1")
                        .outcome("e-1", "answered", 200)
                        .clean("e-2", "c-1", "i-1")
                        .secret("e-2")
                        .outcome("e-2", "answered", 200);
        Incident incident = told.account(START.plus(Duration.ofMinutes(6)));
        assertThat(incident.sendings())
                .extracting(each -> each.judged().event().effect().value())
                .as("the record of that very moment is in")
                .containsExactly("e-2");
        assertThat(incident.secrets()).extracting(each -> each.uses().size()).containsExactly(1);
        assertThat(incident.sendings().getFirst().call()).isNotNull();
        assertThat(incident.versions().getFirst().firstBad()).isNotNull();
        assertThat(told.account(START.plus(Duration.ofDays(1))).sendings()).isEmpty();
    }

    @Test
    void whatBecameKnownSinceThenBelongsToItWheneverItWasJudged() {
        Told told =
                running()
                        .copied("e-1", "c-1", "i-1", Verdict.REPORT)
                        .outcome("e-1", "in doubt", 0)
                        .copied("e-2", "c-1", "i-1", Verdict.REPORT);

        assertThat(told.account(START.plus(Duration.ofDays(1))).sendings())
                .as("without an outcome it is open whatever the time")
                .extracting(each -> each.judged().event().effect().value())
                .containsExactly("e-2");
        assertThat(told.account(START).sendings()).hasSize(2);
    }

    @Test
    void findingsBreakersQuarantinesAndRefusalsAreTheServersOwn() {
        ServerName other = new ServerName("other");
        RuleId rule = new RuleId("detect.first-seen");
        Incident incident =
                running()
                        .record(found(rule, SERVER, null))
                        .record(found(rule, null, new CallId("c-1")))
                        .record(found(rule, other, null))
                        .record(found(rule, null, new CallId("c-9")))
                        .record(new Event.Tripped(SERVER, null, rule, "too many"))
                        .record(new Event.Tripped(other, null, rule, "too many"))
                        .record(new Event.Quarantined(SERVER, "ana", "copies"))
                        .record(new Event.Released(other, "ana", "fine"))
                        .record(new Event.Refused(SERVER, rule, "no"))
                        .record(new Event.Refused(null, rule, "no"))
                        .account();
        assertThat(incident.findings()).hasSize(2);
        assertThat(incident.breakers()).hasSize(1);
        assertThat(incident.standings()).hasSize(1);
        assertThat(incident.refusals()).hasSize(1);
        assertThat(incident.quarantined()).isTrue();
    }

    private static Event found(
            RuleId rule,
            @org.jspecify.annotations.Nullable ServerName server,
            @org.jspecify.annotations.Nullable CallId call) {
        return new Event.Found(rule, Severity.HIGH, server, call, "seen", List.of(), null);
    }

    @Test
    void whoWasReleasedIsNotQuarantined() {
        Incident incident =
                running()
                        .record(new Event.Quarantined(SERVER, "ana", "copies"))
                        .record(new Event.Released(SERVER, "ana", "mended"))
                        .account(START.plus(Duration.ofDays(1)));
        assertThat(incident.quarantined()).isFalse();
        assertThat(incident.standings()).isEmpty();
    }

    @Test
    void aServerWithoutARecordIsNotKnown() {
        IncidentFold fold = new IncidentFold(new ServerName("nobody"));
        assertThat(fold.isKnown()).isFalse();
        assertThat(fold.<RuntimeException>account(null, digest -> new Kept.Erased()).sendings())
                .isEmpty();
    }
}
