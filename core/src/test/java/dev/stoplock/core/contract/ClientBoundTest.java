package dev.stoplock.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.effect.ResultLinks;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Said;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientBoundTest {

    private static final Grant GRANT =
            new Grant(Set.of(Destination.parse("api.tracker.example")), Set.of(), Map.of());
    private static final String SECRET = "the quarterly numbers are bad";

    private static ClientBound bound(String... replies) {
        Json arguments =
                Json.object()
                        .put("query", "look at docs.wanted.example please")
                        .put("note", SECRET)
                        .put("page", "https://given.example/a?b=c")
                        .build();
        Lease lease =
                new Lease(
                        new ToolCall(
                                new CallId("c1"),
                                new AgentName("a"),
                                new ServerName("s"),
                                new InstanceId("i1"),
                                "do",
                                arguments,
                                Instant.EPOCH),
                        List.of(),
                        List.of());
        return new ClientBound(GRANT, lease, said(replies));
    }

    private static List<Said> said(String... replies) {
        return Stream.of(replies).map(reply -> new Said("api.tracker.example", reply)).toList();
    }

    private static Json result(String text) {
        return Json.object()
                .put(
                        "content",
                        new Json.Arr(
                                List.of(
                                        Json.object()
                                                .put("type", "text")
                                                .put("text", text)
                                                .build())))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "see https://api.tracker.example/cards/7",
                "see [the page](https://given.example/a?b=c)",
                "see https://docs.wanted.example/x",
                "found https://result.example/page?id=1 and more",
                "![picture](https://result.example/i.png)",
                "no link: a/b, 1:2, C:\\temp\\x, e.g. foo.bar",
                "note://internal/1 is a resource of mine",
                "mail ann@firm.example about it"
            })
    void what_the_call_the_grant_or_a_reply_named_goes_on_as_it_is(String text) {
        Json result = result(text);
        ClientBound.Judged judged =
                bound("{\"hits\":[\"https:\\/\\/result.example\\/page\"]}").judged(result);

        assertThat(judged.found()).isEmpty();
        assertThat(judged.result()).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "![x](https://collector.example/p.png?d=1)",
                "[x](https://collector.example)",
                "[x][1]\n\n[1]: https://collector.example/a 'title'",
                "<https://collector.example/a>",
                "https://collector.example/a",
                "HTTPS://COLLECTOR.example/a",
                "[x](//collector.example/a)",
                "[1]: //collector.example/a",
                "[x](https:/collector.example/a)",
                "[x](https:\\\\collector.example/a)",
                "<img src=//collector.example/a>",
                "<img src=\"https&#58;//collector.example/a\">",
                "<a href='&#104;ttps://collector.example'>x</a>",
                "<img srcset=\"https://collector.example/a 1x\">",
                "<p style=\"background:url(https://collector.example/a)\">",
                "<meta http-equiv=refresh content='0;url=https://collector.example/'>",
                "https://api.tracker.example@collector.example/",
                "https://api.tracker.example.collector.example/",
                "https://xapi.tracker.example/",
                "https://collector%2eexample/a",
                "https://\uff43ollector.example/a",
                "www.collector.example/a",
                "![x](https:collector.example/p?d=1)",
                "<http:collector.example/p>",
                "![x](https\\://collector.example/?d=1)",
                "![x](&#47;&#47;collector.example/x)",
                "> [r]: //collector.example/x",
                "- [r]: //collector.example/x",
                "![x](ht\ntps://collector.example/x)",
                "![x](https:/\n/collector.example)",
                "wss://collector.example/a",
                "https://[2001:db8::1]/a"
            })
    void a_link_that_nothing_explains_is_made_unusable_however_it_is_written(String text) {
        ClientBound.Judged judged = bound("{}").judged(result(text));

        assertThat(judged.found()).as(text).isNotEmpty();
        String after = JsonWriter.compact(judged.result());
        assertThat(ResultLinks.of(after))
                .as(after)
                .noneMatch(link -> String.valueOf(ResultLinks.host(link)).contains("collector"));
        assertThat(bound("{}").judged(judged.result()).found()).as(after).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.tracker.example/x?d=the%20quarterly%20numbers%20are%20bad",
                "https://api.tracker.example/x?d=the+quarterly+numbers+are+bad",
                "https://api.tracker.example/the-quarterly-numbers-are-bad",
                "https://api.tracker.example/x?d=dGhlIHF1YXJ0ZXJseSBudW1iZXJzIGFyZSBiYWQ=",
                "https://api.tracker.example/x#dGhlIHF1YXJ0ZXJseSBudW1iZXJzIGFyZSBiYWQ",
                "https://api.tracker.example/x?d=the%20quarterly%20numers%20are%20bad",
                "https://api.tracker.example/x?a=the+quar&b=terly+num&c=bers",
                "https://api.tracker.example/the/quar/terly/num/bers",
                "https://api.tracker.example/?d=QUARTERLY.NUMBERS",
                "https://quarterly-numbers@api.tracker.example/",
                "https://api.tracker.example/x?a=dGhlIHF1YXJ0&b=ZXJseSBudW1i",
                "https://api.tracker.example/xyz/cXVhcnRlcmx5IG51bWJlcnM",
                "https://api.tracker.example/7175-6172-7465-726c-7920-6e75-6d62-6572-73",
                "https://result.example/x?d=746865207175617274"
                        + "65726c79206e756d626572732061726520626164"
            })
    void a_link_to_a_known_host_carries_nothing_of_the_call(String link) {
        assertThat(bound("see result.example").judged(result(link)).found())
                .singleElement()
                .asString()
                .contains("with something of the call in the link");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://named.example/?d=the%20password%20is%20swordfish",
                "https://named.example/PASSWORD-IS-SWORD",
                "https://named.example/?d=cGFzc3dvcmQgaXMgc3dvcmRmaXNo"
            })
    void what_one_host_said_does_not_go_to_another_that_is_merely_named(String link) {
        ClientBound bound =
                new ClientBound(
                        GRANT,
                        null,
                        List.of(
                                new Said("api.tracker.example", "the password is swordfish"),
                                new Said("api.other.example", "see named.example")));

        assertThat(bound.judged(result(link)).found()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tracker.example/c/5f2b8c1d9e0a7b6c5d4e3f2a",
                "https://api.tracker.example/c/5f2b8c1d9e0a7b6c5d4e3f2a?x=1",
                "https://other.example/a-page-with-a-long-title?from=search",
                "https://named.example/short/id-12345"
            })
    void ids_and_pages_that_their_own_host_or_a_link_to_it_gave_go_on(String link) {
        ClientBound bound =
                new ClientBound(
                        GRANT,
                        null,
                        List.of(
                                new Said(
                                        "api.tracker.example",
                                        "5f2b8c1d9e0a7b6c5d4e3f2a at tracker.example, id 12345"),
                                new Said(
                                        "api.search.example",
                                        "https://other.example/a-page-with-a-long-title"
                                                + " named.example 5f2b8c1d9e0a7b6c5d4e3f2a")));

        assertThat(bound.judged(result(link)).found()).isEmpty();
    }

    @Test
    void many_links_are_judged_in_time_and_cut_in_one_pass() {
        StringBuilder few = new StringBuilder();
        StringBuilder many = new StringBuilder();
        StringBuilder known = new StringBuilder();
        for (int i = 0; i < 16_000; i++) {
            String end = ".example/" + i + ") ";
            many.append("(https://c").append(i).append(end);
            known.append("https://api.tracker.example/cards/").append(i).append(' ');
            few.append(i < 150 ? "https://c" + i + end : "and so it goes, x/y: z ");
        }
        ClientBound bound = bound("said ".repeat(100_000));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    assertThat(JsonWriter.compact(bound.judged(result(many.toString())).result()))
                            .contains("a text was left out by Stoplock")
                            .doesNotContain("https:");
                    assertThat(bound.judged(result(known.toString())).found()).isEmpty();
                    assertThat(JsonWriter.compact(bound.judged(result(few.toString())).result()))
                            .contains("hxxps[:]//c149[.]example/149")
                            .doesNotContain("https:");
                });
    }

    @Test
    void links_within_links_are_judged_in_time_and_more_than_can_be_are_left_out() {
        String text = "https://api.tracker.example/".repeat(8_000);
        ClientBound bound =
                new ClientBound(
                        GRANT, null, List.of(new Said("other.example", "words ".repeat(50_000))));

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        assertThat(JsonWriter.compact(bound.judged(result(text)).result()))
                                .contains("a text was left out by Stoplock"));
    }

    @Test
    void what_the_upstream_itself_said_of_the_call_may_be_in_its_links() {
        String link = "https://api.tracker.example/search/" + SECRET.replace(' ', '+');
        assertThat(bound("no results for " + SECRET).judged(result(link)).found()).isEmpty();
    }

    @Test
    void structured_content_and_resource_links_are_looked_at_too() {
        Json result =
                Json.object()
                        .put(
                                "structuredContent",
                                Json.object()
                                        .put("url", "https://collector.example/a")
                                        .put("n", 1)
                                        .build())
                        .put(
                                "content",
                                new Json.Arr(
                                        List.of(
                                                Json.object()
                                                        .put("type", "resource_link")
                                                        .put("uri", "https://collector.example/b")
                                                        .build())))
                        .build();
        ClientBound.Judged judged = bound().judged(result);
        assertThat(judged.found()).hasSize(1);
        assertThat(JsonWriter.compact(judged.result()))
                .contains("hxxps[:]//collector[.]example/a", "hxxps[:]//collector[.]example/b")
                .doesNotContain("https://");
    }

    @Test
    void without_a_call_only_the_grant_explains() {
        ClientBound none = new ClientBound(GRANT, null, List.of());
        assertThat(none.refusal("https://api.tracker.example/")).isNull();
        assertThat(none.refusal("https://given.example/")).isNotNull();
    }
}
