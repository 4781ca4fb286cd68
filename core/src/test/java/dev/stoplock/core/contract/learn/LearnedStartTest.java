package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.contract.learn.ModelStart.Run;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server may send at its start, and what no start explains. */
class LearnedStartTest {

    private static final String ME = "GET /v1/me";
    private static final String LIMITS = "GET /v1/limits";
    private static final String HELLO =
            "POST /v1/hello {'team':'team-of-ours','text':'hello from the tracker'}";
    private static final StartContract KNOWS_ME = ModelStart.accepted(ModelStart.of(ME));

    @Test
    void nothingIsAcceptedThatNobodyTyped() {
        LearnedStart learned = ModelStart.of(ME);
        assertThat(learned.accepted(Map.of(), StartContract.NONE, "ann", "").isEmpty()).isTrue();
        assertThat(learned.questions())
                .singleElement()
                .satisfies(question -> {
                    assertThat(question.id())
                            .isEqualTo("startup# | http GET /v1/me to api.tracker.example:443");
                    assertThat(question.value()).isEqualTo("api.tracker.example:443");
                    assertThat(question.sentence())
                            .isEqualTo(
                                    "at its start, without a call, the server sends http GET /v1/me to api.tracker.example:443");
                });
        assertThat(new Run(StartContract.NONE).sends(ME)).startsWith("effect.no-call: ");
    }

    @Test
    void whatWasTypedLeavesOnceAndUnderTheNameOfTheStart() {
        Run run = new Run(KNOWS_ME);
        assertThat(run.sends(ME)).isEqualTo("allow i1-startup");
        assertThat(run.sends(ME))
                .isEqualTo(
                        "effect.no-call: server tried http GET to api.tracker.example:443 while no call was open, and not as at its start: server tried http GET once more than the 1 of one start (null)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/me/secrets",
                "GET /v1/you",
                "GET /v1/me?account=7",
                "GET /v1/me?v=team-of-ours",
                "DELETE /v1/me",
                "POST /v1/me {'a':1}",
                "POST /email {'From':'shop@shop.example','To':'archive@collector.example','TextBody':'x'}"
            })
    void anythingElseStaysWithoutACall(String request) {
        assertThat(new Run(KNOWS_ME).sends(request))
                .startsWith("effect.no-call: ")
                .endsWith("(null)");
    }

    @Test
    void onceACallIsOpenedNothingIsOfTheStartAnyMore() {
        Run run = new Run(KNOWS_ME);
        run.called("look", "{'q':'what the user wants nobody to know'}");
        assertThat(run.sends(ME))
                .as("held back until the call was known")
                .doesNotStartWith("allow")
                .endsWith("(i1-c1)");
        run.book().close(new CallId("i1-c1"));
        assertThat(run.sends(ME)).startsWith("effect.no-call: ").doesNotContain("start:");
    }

    @Test
    void aStartEndsHalfAMinuteAfterTheFirstListingHoweverOftenIsListed() {
        Run run = new Run(KNOWS_ME);
        run.book().discovered(ModelTool.AT.plusSeconds(60));
        run.book().discovered(ModelTool.AT.plusSeconds(80));
        assertThat(run.sends(ME, 91)).startsWith("effect.no-call: ");
        assertThat(run.sends(ME, 90)).as("what is over stays over").startsWith("effect.no-call: ");
        Run other = new Run(KNOWS_ME);
        other.book().discovered(ModelTool.AT.plusSeconds(60));
        assertThat(other.sends(ME, 90)).isEqualTo("allow i1-startup");
        assertThat(new Run(KNOWS_ME).sends(ME, 601))
                .as("where nobody asks what there is to call, it ends too")
                .startsWith("effect.no-call: ");
    }

    @Test
    void whatAClientSaysEndsIt() {
        Run run = new Run(KNOWS_ME);
        run.book().startOver();
        assertThat(run.sends(ME)).startsWith("effect.no-call: ");
    }

    @Test
    void aStartIsNoOpenCallOfAnybody() {
        Run run = new Run(KNOWS_ME);
        assertThat(run.book().unanswered()).isEmpty();
        assertThat(run.book().soleUnanswered()).isNull();
        assertThat(run.book().denied(new CallId("i1-startup"), "late"))
                .as("nobody's answer can tell of it")
                .isTrue();
    }

    @Test
    void neitherExplainsWhatIsTheOthers() {
        StartContract start = ModelStart.accepted(ModelStart.of(ME, HELLO));
        ToolContract tool =
                new ModelTool("look")
                        .sample("{'id':'canary-one-id'}", "GET /v1/items/canary-one-id")
                        .sample("{'id':'canary-two-id'}", "GET /v1/items/canary-two-id")
                        .learned()
                        .contract();
        Run before = new Run(start, Map.of("look", tool));
        assertThat(before.sends("GET /v1/items/canary-one-id")).startsWith("effect.no-call: ");
        Run run = new Run(start, Map.of("look", tool));
        run.called("look", "{'id':'seven-of-nine'}");
        assertThat(run.sends("GET /v1/items/seven-of-nine")).isEqualTo("allow i1-c1");
        assertThat(run.sends(ME)).startsWith("contract.effect: ");
        assertThat(run.sends(HELLO)).startsWith("contract.effect: ");
    }

    @Test
    void aToolThatIsCalledAsTheStartIsHasNothingOfIt() {
        Run run = new Run(KNOWS_ME);
        run.called("its start", "{}");
        assertThat(run.sends(ME)).doesNotStartWith("allow").endsWith("(i1-c1)");
        assertThat(
                        new ModelTool("startup#")
                                .sample("{}", "POST /v1/a {'to':'x@collector.example'}")
                                .sample("{}", "POST /v1/a {'to':'x@collector.example'}")
                                .asked())
                .as("its questions have other names")
                .isNotEmpty()
                .noneMatch(each -> each.startsWith("startup#"));
    }

    @Test
    void whatFollowsASettingIsThatSetting() {
        LearnedStart learned =
                new ModelStart()
                        .start(ModelStart.OURS, HELLO)
                        .start(ModelStart.OTHERS, HELLO.replace("team-of-ours", "canary-team"))
                        .start(ModelStart.OURS, HELLO)
                        .learned();
        StartContract start = ModelStart.accepted(learned);
        assertThat(new Run(start).sends(HELLO)).isEqualTo("allow i1-startup");
        assertThat(new Run(start).sends(HELLO.replace("team-of-ours", "canary-team")))
                .startsWith("effect.no-call: ")
                .contains("body/team", "config \"TEAM\"");
        assertThat(new Run(start).sends(HELLO.replace("hello from", "the secrets of")))
                .as("a constant of content too")
                .startsWith("effect.no-call: ")
                .contains("body/text");
    }

    @Test
    void eachDestinationIsTypedForItself() {
        LearnedStart learned =
                ModelStart.of("POST /v1/accounts/acct-7781 {'notify':'ops@collector.example'}");
        assertThat(learned.questions())
                .extracting(Question::kind)
                .contains(Question.Kind.WITHOUT_CALL, Question.Kind.CONSTANT_DESTINATION);
        assertThat(learned.questions()).hasSizeGreaterThan(2);
        String request = "POST /v1/accounts/acct-7781 {'notify':'ops@collector.example'}";
        assertThat(new Run(ModelStart.accepted(learned)).sends(request))
                .isEqualTo("allow i1-startup");
        for (Question each : learned.questions()) {
            Map<String, String> typed = ModelStart.typed(learned);
            typed.put(each.id(), "yes");
            StartContract start = learned.accepted(typed, StartContract.NONE, "ann", "");
            assertThat(new Run(start).sends(request)).as(each.id()).startsWith("effect.no-call: ");
        }
    }

    @Test
    void whatComesFromAReplyOrFollowsNothingIsInNoContract() {
        LearnedStart learned =
                new ModelStart()
                        .start(
                                ModelStart.OURS,
                                ME + " => {'id':'canary-reply-1'}",
                                "GET /v1/users/canary-reply-1",
                                "POST /v1/log {'text':'first words, never seen again'}")
                        .start(
                                ModelStart.OTHERS,
                                ME + " => {'id':'canary-reply-2'}",
                                "GET /v1/users/canary-reply-2",
                                "POST /v1/log {'text':'other words of the last run'}")
                        .learned();
        assertThat(learned.leftOut())
                .hasSize(2)
                .anySatisfy(each -> assertThat(each).contains("result \"/id\""))
                .anySatisfy(each -> assertThat(each).contains("follows no setting"));
        StartContract start = ModelStart.accepted(learned);
        Run run = new Run(start);
        assertThat(run.sends(ME)).isEqualTo("allow i1-startup");
        run.book()
                .replied(
                        new CallId("i1-startup"),
                        "api.tracker.example",
                        "{\"id\":\"canary-reply-1\"}");
        assertThat(run.sends("GET /v1/users/canary-reply-1")).startsWith("effect.no-call: ");
        assertThat(run.sends("POST /v1/log {'text':'what the last run was asked'}"))
                .as("a previous instance has no way in")
                .startsWith("effect.no-call: ");
    }

    @Test
    void bitsThatAreFreshAreTyped() {
        String hello = "POST /v1/hello {'trace':'%s','at':'%s'}";
        LearnedStart learned =
                new ModelStart()
                        .start(
                                ModelStart.OURS,
                                hello.formatted(
                                        "11111111-2222-4333-8444-555555555555",
                                        "2026-03-04T05:06:08Z"))
                        .start(
                                ModelStart.OTHERS,
                                hello.formatted(
                                        "21111111-2222-4333-8444-555555555555",
                                        "2026-03-04T05:07:08Z"))
                        .learned();
        String another =
                hello.formatted("31111111-2222-4333-8444-555555555555", "2026-03-04T05:08:00Z");
        Map<String, String> typed = ModelStart.typed(learned);
        assertThat(typed).containsValue("uuid");
        assertThat(new Run(ModelStart.accepted(learned)).sends(another))
                .isEqualTo("allow i1-startup");
        typed.values().remove("uuid");
        StartContract without = learned.accepted(typed, StartContract.NONE, "ann", "");
        assertThat(new Run(without).sends(another)).startsWith("effect.no-call: ");
        assertThat(
                        new Run(ModelStart.accepted(learned))
                                .sends(another.replace("2026-03-04T05", "2026-03-04T02")))
                .as("a time is a time of now")
                .startsWith("effect.no-call: ");
    }

    @Test
    void whatIsNoRequestNeverLeavesByAStart() {
        Effect command = new Effect.Command(ModelTool.API, "imap SELECT", List.of());
        Run run = new Run(KNOWS_ME);
        assertThat(run.judged(new Reading.Effects(List.of(command)), 1))
                .startsWith("effect.no-call: ")
                .contains("neither");
        assertThat(
                        run.judged(
                                new Reading.Effects(
                                        List.of(
                                                ((Reading.Effects) ModelTool.request(ME))
                                                        .effects()
                                                        .getFirst(),
                                                command)),
                                1))
                .as("one of two refuses the exchange")
                .startsWith("effect.no-call: ");
        assertThat(run.sends(ME)).as("and spends nothing").startsWith("allow");
    }

    @Test
    void aContractOfAStartHoldsNoValueOfACall() {
        for (Source source :
                List.of(
                        new Source.Argument("/to", "identity"),
                        new Source.Answer("/0", "identity"),
                        new Source.Reply("/id"),
                        new Source.Default("x", "/to"),
                        new Source.Choice("/a", Map.of("a", "b")),
                        new Source.Unexplained(1024, "ann", ""),
                        new Source.Template(
                                List.of(
                                        new Source.Part.Value(
                                                new Source.Argument("/to", "identity")))))) {
            assertThatThrownBy(() -> start(Times.of(1), source))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("body/x");
        }
        assertThatThrownBy(() -> start(new Times(1, "/to"), Source.Constant.plain("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static StartContract start(Times times, Source source) {
        return new StartContract(
                List.of(
                        new EffectContract(
                                "http POST",
                                ModelTool.API,
                                times,
                                List.of(new Clause(new AtomPath("body/x"), List.of(source))))));
    }

    private static List<String> kinds(List<Difference> differences) {
        return differences.stream().map(each -> each.kind().words()).distinct().toList();
    }

    @Test
    void anUpdateThatSendsMoreAtItsStartIsNewOrUnexplained() {
        LearnedStart before = ModelStart.of(ME);
        assertThat(before.since(before)).isEmpty();
        assertThat(kinds(ModelStart.of(ME, LIMITS).since(before))).containsExactly("new effect");
        assertThat(kinds(ModelStart.of(ME, ME).since(before))).containsExactly("new effect");
        assertThat(kinds(ModelStart.of().since(before))).containsExactly("narrowed");
        LearnedStart told = ModelStart.of("POST /v1/hello {'n':'a'}");
        assertThat(kinds(ModelStart.of("POST /v1/hello {'n':'b'}").since(told)))
                .contains("new constant");
        assertThat(
                        kinds(
                                ModelStart.of("POST /v1/hello {'n':'a','to':'x@collector.example'}")
                                        .since(told)))
                .contains("new destination");
        Difference named = ModelStart.of(ME, LIMITS).since(before).getFirst();
        assertThat(named.place())
                .as("its question's answer accepts it")
                .isEqualTo(ModelStart.of(LIMITS).questions().getFirst().id());
    }

    @Test
    void whatAPersonTypedOnceIsNotAskedAgainAndKeepsTheirName() {
        String request = "POST /v1/accounts/acct-7781 {'notify':'ops@collector.example'}";
        LearnedStart learned = ModelStart.of(request);
        StartContract held = ModelStart.accepted(learned);
        assertThat(learned.known(held)).isEqualTo(ModelStart.typed(learned));
        assertThat(learned.beyond(held)).isEmpty();
        assertThat(learned.accepted(Map.of(), held, "bob", "2027-01-01")).isEqualTo(held);

        LearnedStart other = ModelStart.of(request.replace("ops@", "archive@"), ME);
        assertThat(kinds(other.beyond(held))).contains("new destination");
        StartContract now = other.accepted(Map.of(), held, "bob", "2027-01-01");
        assertThat(new Run(now).sends(request.replace("ops@", "archive@")))
                .startsWith("effect.no-call: ");
        assertThat(new Run(now).sends(ME)).startsWith("effect.no-call: ");
        assertThat(learned.accepted(Map.of(learned.questions().getFirst().id(), ""), held, "b", ""))
                .as("who takes a word back, takes it back")
                .isEqualTo(StartContract.NONE);
    }
}
