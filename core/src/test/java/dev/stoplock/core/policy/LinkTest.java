package dev.stoplock.core.policy;

import static dev.stoplock.core.effect.Requests.POSTMARK;
import static dev.stoplock.core.effect.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A link in a mail leaves where the call's own texts, a setting or a person holds it. */
class LinkTest {

    private static String judged(String argument, String html) {
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(
                                Set.of(POSTMARK),
                                Set.of(),
                                Map.of(
                                        "FOOTER",
                                        "<a href='https://shop.example/imprint'>Imprint</a>")),
                        List.of(
                                new AcceptedDestination(
                                        "https://cdn.shop.example/logo.png",
                                        Role.LINK,
                                        "ann",
                                        "2026-11-23")),
                        null,
                        Modes.ENFORCE);
        Json arguments = Json.object().put("to", "a@b.example").put("body", argument).build();
        Lease lease =
                new Lease(
                        new ToolCall(
                                new CallId("c1"),
                                new AgentName("a"),
                                new ServerName("mailer"),
                                new InstanceId("i1"),
                                "sendEmail",
                                arguments,
                                Instant.EPOCH),
                        List.of(),
                        List.of());
        Json mail = Json.object().put("To", "a@b.example").put("HtmlBody", html).build();
        Judgement judgement =
                new Judge(policy, new DefaultContract(policy, (presented, to) -> null))
                        .judge(
                                post(
                                        POSTMARK,
                                        "/email",
                                        dev.stoplock.core.json.JsonWriter.compact(mail)),
                                List.of(lease));
        return judgement.verdict() instanceof Verdict.Deny(var rule, var sentence, var atoms)
                ? rule + ": " + sentence
                : "allow";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "hello	<p>hello</p>	allow",
                "see https://x.example/a?b=1&c=2.	<p>see <a href='https://x.example/a?b=1&amp;c=2'>https://x.example/a?b=1&amp;c=2</a>.</p>	allow",
                "[here](https://x.example/a)	<a href='https://x.example/a'>here</a>	allow",
                "<img src='//x.example/a'>	<img src='//x.example/a'>	allow",
                "hello	<a href='https://shop.example/imprint'>Imprint</a>	allow",
                "hello	<img src='https://cdn.shop.example/logo.png'>	allow",
                "hello	<img src='https://cdn.shop.example/logo.png?c=1'>	contract.destination: server put a link to https://cdn.shop.example/logo.png?c=1 into the mail (body/htmlbody/#link), which the call did not hold",
                "https://x.example/a	https://x.example/a{n}	allow",
                "see https://x.example/a	<a href='{{link}}'>x</a>	contract.destination: server put a link to {{link}} into the mail (body/htmlbody/#link), which the call did not hold",
                "<a href='{{link}}'>x</a>	<a href='{{link}}'>x</a>	allow",
                "hello	<img src='//collector.example/p'>	contract.destination: server put a link to //collector.example/p into the mail (body/htmlbody/#link), which the call did not hold",
                "see https://x.example/a	<a href='https://x.example/a?u=7'>here</a>	contract.destination: server put a link to https://x.example/a?u=7 into the mail (body/htmlbody/#link), which the call did not hold",
                "see https://x.example/?u=https://y.example/a	<a href='https://y.example/a?b'>here</a>	contract.destination: server put a link to https://y.example/a?b into the mail (body/htmlbody/#link), which the call did not hold",
                "ask ann@x.example	<a href='mailto:ann@x.example'>Ann</a>	contract.destination: server put a link to mailto:ann@x.example into the mail (body/htmlbody/#link), which the call did not hold"
            })
    void a_link_is_explained_by_a_text_that_holds_it(String argument, String html, String said) {
        assertThat(judged(argument, html.replace("{n}", "\n"))).isEqualTo(said);
    }
}
