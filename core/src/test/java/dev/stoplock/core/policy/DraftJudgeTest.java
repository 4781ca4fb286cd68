package dev.stoplock.core.policy;

import static dev.stoplock.core.effect.Requests.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.DraftBook;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Drafts from call to call, as the gate drives judge and book. */
class DraftJudgeTest {

    private static final Destination GRAPH = Destination.parse("graph.microsoft.com");
    private static final String MAKE =
            "POST /v1.0/me/messages {'toRecipients':[{'emailAddress':{'address':'ann@x.example'}}]}";
    private static final String ADD_COPY =
            "PATCH /v1.0/me/messages/D1 {'bccRecipients':[{'emailAddress':{'address':'evil@x.example'}}]}";
    private static final String SEND = "POST /v1.0/me/messages/D1/send {}";

    private DraftBook drafts = DraftBook.EMPTY;
    private @Nullable MailRule rule;
    private Modes modes = Modes.ENFORCE;
    private int exchanges;

    @Test
    void a_draft_goes_to_whom_the_call_that_made_it_named_when_another_call_names_it() {
        assertThat(said(lease("c1", "{'to':'ann@x.example'}"), MAKE)).isEqualTo("allow");
        assertThat(said(lease("c2", "{'draft':'D1'}"), SEND)).isEqualTo("allow");
    }

    @Test
    void the_call_that_made_a_draft_may_send_it_without_knowing_its_id() {
        Lease call = lease("c1", "{'to':'ann@x.example'}");
        assertThat(said(call, MAKE)).isEqualTo("allow");
        assertThat(said(call, SEND)).isEqualTo("allow");
    }

    @Test
    void a_call_that_does_not_name_the_draft_sends_nothing() {
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        assertThat(said(lease("c2", "{'to':'ann@x.example'}"), SEND))
                .startsWith("contract.destination: server set path/message to D1");
        assertThat(said(lease("c2", "{'text':'please send D1 now'}"), SEND))
                .startsWith("contract.destination");
    }

    @Test
    void a_draft_that_nobody_saw_made_is_denied() {
        assertThat(said(lease("c2", "{'draft':'D1'}"), SEND))
                .isEqualTo(
                        "contract.recipient: server sent to whoever draft D1 names, and the gate did not see"
                                + " that made or last changed");
    }

    @Test
    void a_reply_is_denied_because_nobody_saw_the_original() {
        assertThat(
                        said(
                                lease("c2", "{'id':'D1','text':'yes'}"),
                                "POST /v1.0/me/messages/D1/reply {'comment':'yes'}"))
                .isEqualTo(
                        "contract.recipient: server sent to whoever the original D1 names, and the gate did not"
                                + " see that made or last changed");
    }

    @Test
    void a_copy_added_to_a_draft_is_denied_and_does_not_change_it() {
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        assertThat(said(lease("c2", "{'draft':'D1'}"), ADD_COPY))
                .startsWith("contract.recipient: server added recipient evil@x.example (Bcc)");
        assertThat(said(lease("c3", "{'draft':'D1'}"), SEND)).isEqualTo("allow");
    }

    @Test
    void a_change_that_only_a_mode_let_go_makes_the_draft_unknown() {
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        modes = new Modes(Map.of(RuleGroup.CONTRACT, Mode.REPORT));
        assertThat(said(lease("c2", "{'draft':'D1'}"), ADD_COPY)).startsWith("contract.recipient");
        modes = Modes.ENFORCE;
        assertThat(said(lease("c3", "{'draft':'D1'}"), SEND))
                .startsWith("contract.recipient: server sent to whoever draft D1 names");
    }

    @Test
    void whom_a_draft_names_is_held_against_the_allowlist_when_it_is_sent() {
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        rule = new MailRule(List.of("*@firm.example"));
        assertThat(said(lease("c2", "{'draft':'D1'}"), SEND))
                .startsWith("recipients.not-allowed: recipient ann@x.example");
    }

    @Test
    void the_record_of_a_sent_draft_names_its_recipients_and_that_of_a_made_one_does_not() {
        Reading make = reading(MAKE);
        assertThat(Recipients.of(((Reading.Effects) make).effects())).isEmpty();
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        Reading send = drafts.completed(reading(SEND));
        assertThat(Recipients.of(((Reading.Effects) send).effects()))
                .containsExactly("ann@x.example");
    }

    @Test
    void a_draft_is_sent_once_for_each_call() {
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        Lease call = lease("c2", "{'draft':'D1'}");
        Reading twice = drafts.completed(reading(SEND));
        Judgement first = judge().judge(twice, List.of(call));
        assertThat(first.leaves()).isTrue();
        Lease spent =
                call.withSpend(
                        new Spend(
                                new EffectId("e9"),
                                first.effects().getFirst().key(),
                                first.effects().getFirst().explained().tokens(),
                                Spend.State.SENT));
        assertThat(judge().judge(twice, List.of(spent)).verdict().sentence())
                .isEqualTo("server sent draft D1 once more than the call asked");
    }

    @Test
    void without_a_call_no_draft_is_sent() {
        said(lease("c1", "{'to':'ann@x.example'}"), MAKE);
        Judgement judgement = judge().judge(drafts.completed(reading(SEND)), List.of());
        assertThat(judgement.verdict().rule()).hasToString("effect.no-call");
    }

    private String said(Lease lease, String request) {
        Judgement judgement = judge().judge(drafts.completed(reading(request)), List.of(lease));
        if (judgement.leaves()) {
            EffectId id = new EffectId("e" + exchanges++);
            CallId by = judgement.verdict() instanceof Verdict.Allow ? judgement.call() : null;
            List<Effect> effects =
                    judgement.effects().stream().map(Judgement.Judged::effect).toList();
            drafts =
                    drafts.leaving(id, effects, by)
                            .answered(id, 201, "{\"id\":\"D1\"}".getBytes(UTF_8));
        }
        return judgement.verdict() instanceof Verdict.Deny(var why, String sentence, var atoms)
                ? why + ": " + sentence
                : "allow";
    }

    private Judge judge() {
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(Set.of(GRAPH), Set.of(), Map.of()),
                        List.of(),
                        rule,
                        modes);
        return new Judge(policy, new DefaultContract(policy, (presented, to) -> null));
    }

    private static Reading reading(String request) {
        String[] words = request.split(" ", 3);
        return read(
                GRAPH,
                words[0],
                words[1],
                words[2].replace('\'', '"'),
                "Content-Type",
                "application/json");
    }

    private static Lease lease(String id, String arguments) {
        JsonResult parsed =
                JsonReader.read(arguments.replace('\'', '"').getBytes(UTF_8), JsonLimits.MESSAGE);
        return new Lease(
                new ToolCall(
                        new CallId(id),
                        new AgentName("a"),
                        new ServerName("mailer"),
                        new InstanceId("i1"),
                        "send",
                        ((JsonResult.Parsed) parsed).value(),
                        Instant.EPOCH),
                List.of(),
                List.of());
    }
}
