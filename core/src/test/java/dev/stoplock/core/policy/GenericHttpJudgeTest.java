package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.RequestLine;
import dev.stoplock.core.effect.Requests;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of APIs that nobody knows, under the default contract. */
class GenericHttpJudgeTest {

    private static final Destination API = Destination.parse("api.tracker.example");

    private static Judge judge(Modes modes, @Nullable MailRule mail, String... paths) {
        Map<Destination, List<HttpRule>> rules =
                paths.length == 0
                        ? Map.of()
                        : Map.of(
                                API,
                                List.of(
                                        new HttpRule(
                                                Set.of("GET", "POST"),
                                                Set.copyOf(
                                                        List.of(paths).stream()
                                                                .map(PathPattern::new)
                                                                .toList()))));
        Grant grant =
                new Grant(Set.of(API), Set.of(), Map.of("WORKSPACE", "W1"), rules, null, Set.of());
        ServerPolicy policy =
                new ServerPolicy(new ServerName("tracker"), grant, List.of(), mail, modes);
        return new Judge(policy, new DefaultContract(policy, (presented, destination) -> null));
    }

    private static Lease lease(String arguments) {
        JsonResult read =
                JsonReader.read(
                        arguments.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        JsonLimits.MESSAGE);
        Json json = ((JsonResult.Parsed) read).value();
        return new Lease(
                new ToolCall(
                        new CallId("c1"),
                        new AgentName("a"),
                        new ServerName("tracker"),
                        new InstanceId("i1"),
                        "do",
                        json,
                        Instant.EPOCH),
                List.of(),
                List.of());
    }

    private static Reading request(String method, String target, String body) {
        String json = body.replace('\'', '"');
        Reading reading =
                body.isEmpty()
                        ? Requests.read(API, method, target, "")
                        : Requests.read(
                                API, method, target, json, "Content-Type", "application/json");
        return RequestLine.with(
                reading,
                new Exchange(API, new RequestHead(method, target, Fields.NONE), new byte[0]));
    }

    private static String said(Judgement judgement) {
        return judgement.verdict() instanceof Verdict.Deny(var rule, var sentence, var atoms)
                ? rule.value()
                : "allow";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "/v1/boards	GET	/v1/boards	''	{}	allow",
                "/v1/boards	GET	/v1/boards?q=words	''	{}	allow",
                "/v1/boards	GET	/v1/boards?board_id=B	''	{}	contract.destination",
                "/v1/boards	GET	/v1/boards?board_id=B	''	{'b':'B'}	allow",
                "/v1/boards	GET	/v1/boards/x	''	{'x':'x','y':'v1','z':'boards'}	host.request",
                "/v1/boards/*	GET	/v1/boards/B1	''	{}	contract.destination",
                "/v1/boards/*	GET	/v1/boards/B1	''	{'board':'B1'}	allow",
                "/v1/boards/*/cards	GET	/v1/boards/W1/cards	''	{}	allow",
                "/v1/**	GET	/v1/boards/B1	''	{'board':'B1'}	contract.destination",
                "/v1/**	GET	/v1/boards/B1	''	{'board':'B1','what':'boards'}	allow",
                "/v1/*/**	GET	/v1/f/src/a.js	''	{'v':'f','path':'src/a.js'}	allow",
                "/v1/*/**	GET	/v1/f/src/a.js	''	{'v':'f','path':'/src/a.js'}	allow",
                "/v1/*/**	GET	/v1/f/src/my%20a.js	''	{'v':'f','path':'src/my a.js'}	allow",
                "/v1/*/**	GET	/v1/f/src/a.js	''	{'v':'f','path':'src/a.js/more'}	contract.destination",
                "/v1/*/**	GET	/v1/f/src/a.js/more	''	{'v':'f','path':'src/a.js'}	contract.destination",
                "/v1/*/**	GET	/v1/f/a.js/src	''	{'v':'f','path':'src/a.js'}	contract.destination",
                "/v1/*/**	GET	/v1/f/src/x/a.js	''	{'v':'f','path':'src/a.js','w':'x'}	contract.destination",
                "/v1/*/**	GET	/v1/f/src	''	{'v':'f','path':'src/a.js'}	contract.destination",
                "/v1/*/**	GET	/v1/f/g?file_id=src/a.js	''	{'v':'f','w':'g','path':'src/a.js'}	allow",
                "/v1/*	DELETE	/v1/x	''	{'x':'x','y':'v1'}	host.request",
                "/cards	POST	/cards	{'title':'words','list_id':'L'}	{'list':'L'}	allow",
                "/cards	POST	/cards	{'title':'words','list_id':'L'}	{'list':'M'}	contract.destination",
                "/cards	POST	/cards	{'title':'words','list_id':'W1'}	{}	allow",
                "/cards	POST	/cards	{'public':true}	{'urgent':true}	contract.destination",
                "/cards	POST	/cards	{'public':true}	{'public':true}	allow",
                "/cards	POST	/cards	{'note':'evil@x.example'}	{'text':'for evil@x.example'}	contract.destination",
                "/cards	POST	/cards	{'owner':''}	{}	allow",
                "/cards	POST	/cards	{'note':'{\\'to\\':\\'x\\'}'}	{}	contract.destination",
                "/cards	POST	/cards	{'note':'{\\'to\\':\\'x\\'}'}	{'text':'{\\'to\\':\\'x\\'}'}	allow",
                "/cards	POST	/cards	{'note':'{\\'to\\':\\'x\\'}'}	{'who':'x'}	allow",
                "/cards	POST	/cards	{'note':'{\\'to\\':\\'x\\'}','to':'x'}	{'text':'{\\'to\\':\\'x\\'}'}	contract.destination",
                "/cards	POST	/cards	{'note':'{\\'to\\':\\'y\\'}'}	{'text':'{\\'to\\':\\'x\\'}'}	contract.destination",
                "/cards	POST	/cards	{'note':'{\\'a\\':1,\\'a\\':2}'}	{}	contract.destination",
                "/cards	POST	/cards	{'note':'{\\'a\\':1,\\'a\\':2}'}	{'text':'{\\'a\\':1,\\'a\\':2}'}	allow",
                "/cards	POST	/cards	{'client_secret':'x'}	{'x':'x'}	credential.foreign",
                "/cards	GET	/cards?access_token=x	''	{'x':'x'}	credential.foreign"
            })
    void path_and_selectors_come_from_the_grant_the_call_or_a_setting(
            String granted,
            String method,
            String target,
            String body,
            String arguments,
            String expected) {
        Judgement judgement =
                judge(Modes.ENFORCE, null, granted)
                        .judge(request(method, target, body), List.of(lease(arguments)));

        assertThat(said(judgement)).isEqualTo(expected);
    }

    @Test
    void without_a_rule_about_paths_each_segment_is_the_calls_to_name() {
        Judge judge = judge(Modes.ENFORCE, null);
        assertThat(
                        said(
                                judge.judge(
                                        request("GET", "/v1/boards", ""),
                                        List.of(lease("{'a':'boards'}")))))
                .isEqualTo("contract.destination");
        assertThat(
                        said(
                                judge.judge(
                                        request("GET", "/v1/boards", ""),
                                        List.of(lease("{'a':'boards','b':'v1'}")))))
                .isEqualTo("allow");
        assertThat(said(judge.judge(request("GET", "/", ""), List.of(lease("{}")))))
                .isEqualTo("allow");
        assertThat(said(judge.judge(request("GET", "/", ""), List.of())))
                .isEqualTo("effect.no-call");
    }

    @Test
    void where_any_host_may_be_reached_what_is_asked_of_it_is_still_explained_by_nothing() {
        Destination stranger = Destination.parse("collector.example");
        Reading reading = Requests.read(stranger, "GET", "/", "");
        Judgement judgement =
                judge(Modes.ENFORCE.with(RuleGroup.HOST, Mode.REPORT), null)
                        .judge(reading, List.of(lease("{}")));
        assertThat(judgement.leaves()).isFalse();
        assertThat(said(judgement)).isEqualTo("contract.destination");
    }

    @Test
    void a_server_of_kind_web_goes_anywhere_without_a_credential_and_each_time_it_is_said() {
        Destination stranger = Destination.parse("collector.example");
        Judge judge = judge(new Modes(Map.of(), true), null);
        Judgement judgement =
                judge.judge(Requests.read(stranger, "GET", "/?q=words", ""), List.of(lease("{}")));
        assertThat(judgement.leaves()).isTrue();
        assertThat(judgement.mode()).isEqualTo(Mode.REPORT);
        assertThat(judgement.verdict().sentence()).startsWith(Modes.NOT_EXPLAINED);
        Judgement own =
                judge.judge(
                        Requests.read(
                                stranger, "GET", "/", "", "Authorization", "Bearer abcdefghijklmn"),
                        List.of(lease("{}")));
        assertThat(own.leaves()).isFalse();
        assertThat(said(own)).isEqualTo("credential.foreign");
        assertThat(own.verdict().sentence()).doesNotContain(Modes.NOT_EXPLAINED);
        for (Mode other : List.of(Mode.ENFORCE, Mode.OPEN)) {
            assertThatThrownBy(() -> new Modes(Map.of(RuleGroup.CONTRACT, other), true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void an_api_that_nobody_knows_may_send_mail_so_an_allowlist_stops_it() {
        Judge judge = judge(Modes.ENFORCE, new MailRule(List.of("*@client.example")), "/cards");
        assertThat(said(judge.judge(request("POST", "/cards", "{'a':'b'}"), List.of(lease("{}")))))
                .isEqualTo("recipients.not-allowed");
        assertThat(said(judge.judge(request("GET", "/cards", ""), List.of(lease("{}")))))
                .isEqualTo("allow");
    }

    @Test
    void a_mutation_is_accepted_by_nothing_but_a_typed_constant_or_the_call() {
        Judge judge = judge(Modes.ENFORCE, null, "/graphql");
        String mutation = "{'query':'mutation { drop }'}";
        assertThat(said(judge.judge(request("POST", "/graphql", mutation), List.of(lease("{}")))))
                .isEqualTo("contract.destination");
        assertThat(
                        said(
                                judge.judge(
                                        request(
                                                "POST",
                                                "/graphql",
                                                "{'query':'{ viewer { id } }'}"),
                                        List.of(lease("{}")))))
                .isEqualTo("allow");
    }
}
