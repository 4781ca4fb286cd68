package dev.stoplock.gate.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.http1.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What comes back decides what is known of a draft, and only the first word of it counts. */
class DraftsTest {

    private static final Destination GRAPH = Destination.parse("graph.microsoft.com");
    private static final String MAKE =
            "{\"toRecipients\":[{\"emailAddress\":{\"address\":\"ann@x.example\"}}]}";
    private static final EffectId FIRST = new EffectId("e1");
    private static final EffectId SECOND = new EffectId("e2");

    private final Drafts drafts = new Drafts();

    @Test
    void a_draft_is_known_from_the_reply_on() {
        Judgement made = leaves(FIRST, "POST", "/v1.0/me/messages", MAKE);
        assertThat(made.leaves()).isTrue();
        assertThat(isKnown()).isFalse();
        drafts.settled(FIRST, answered(201, "{\"id\":\"D1\"}"));
        assertThat(isKnown()).isTrue();
        drafts.settled(FIRST, new Sent.Unknown<Reply>("late", ""));
        assertThat(isKnown()).isTrue();
    }

    @Test
    void a_reply_that_cannot_be_read_makes_no_draft_known() {
        leaves(FIRST, "POST", "/v1.0/me/messages", MAKE);
        drafts.settled(FIRST, answered(201, "<html>"));
        assertThat(isKnown()).isFalse();
    }

    @Test
    void what_was_not_sent_changes_nothing_and_what_may_have_been_makes_it_unknown() {
        leaves(FIRST, "POST", "/v1.0/me/messages", MAKE);
        drafts.settled(FIRST, answered(201, "{\"id\":\"D1\"}"));
        leaves(SECOND, "PATCH", "/v1.0/me/messages/D1", "{\"ccRecipients\":[]}");
        assertThat(isKnown()).isFalse();
        drafts.settled(
                SECOND,
                new Sent.NotAllowed<Reply>(
                        Refusal.of(
                                Refusal.Exit.FAILED,
                                "host.only-dial",
                                "no way out",
                                "see stoplock.yaml")));
        assertThat(isKnown()).isTrue();
        leaves(SECOND, "PATCH", "/v1.0/me/messages/D1", "{\"ccRecipients\":[]}");
        drafts.notSent(SECOND);
        assertThat(isKnown()).isTrue();
        leaves(SECOND, "PATCH", "/v1.0/me/messages/D1", "{\"ccRecipients\":[]}");
        drafts.settled(SECOND, new Sent.Unknown<Reply>("the connection was lost", ""));
        assertThat(isKnown()).isFalse();
    }

    private Judgement leaves(EffectId effect, String method, String path, String body) {
        Judgement judgement = judged(method, path, body);
        assertThat(judgement.verdict()).isInstanceOf(Verdict.Allow.class);
        drafts.leaving(effect, judgement);
        return judgement;
    }

    private boolean isKnown() {
        return judged("POST", "/v1.0/me/messages/D1/send", "{}").verdict() instanceof Verdict.Allow;
    }

    private Judgement judged(String method, String path, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        Fields fields =
                Fields.NONE.with("Host", GRAPH.host()).with("Content-Type", "application/json");
        RequestHead head =
                Http1Writer.canonical(
                        new RequestHead(method, path, fields), GRAPH.host(), bytes.length);
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(Set.of(GRAPH), Set.of(), Map.of()),
                        List.of(),
                        null,
                        Modes.ENFORCE);
        Lease lease =
                new Lease(
                        new ToolCall(
                                new CallId("c1"),
                                new AgentName("a"),
                                new ServerName("mailer"),
                                new InstanceId("i1"),
                                "draft",
                                Json.object()
                                        .put("to", Json.of("ann@x.example"))
                                        .put("id", Json.of("D1"))
                                        .build(),
                                Instant.EPOCH),
                        List.of(),
                        List.of());
        return new Judge(policy, new DefaultContract(policy, (presented, to) -> null))
                .judge(
                        drafts.completed(Adapters.read(new Exchange(GRAPH, head, bytes))),
                        List.of(lease));
    }

    private static Sent<Reply> answered(int status, String body) {
        ResponseHead head = new ResponseHead(status, "Answered", Fields.NONE);
        Sent.Came<Reply> came =
                new Sent.Came<>() {
                    @Override
                    public byte[] body() {
                        return body.getBytes(UTF_8);
                    }

                    @Override
                    public Reply passedOn() {
                        return new Reply(head, body(), false);
                    }

                    @Override
                    public byte[] kept() {
                        return body();
                    }
                };
        return new Sent.Answered<>(came, status, Sent.Fate.TAKEN, "");
    }
}
