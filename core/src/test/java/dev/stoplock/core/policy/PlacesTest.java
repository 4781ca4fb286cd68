package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.CredentialPlaces;
import dev.stoplock.core.effect.CredentialPlaces.Put;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.RequestLine;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a placeholder counts, what is put in its place, and which requests a grant admits. */
class PlacesTest {

    private static final Destination API = Destination.parse("api.example");
    private static final Destination OTHER = Destination.parse("other.example");
    private static final String HELD = "held-0123456789abcdef";
    private static final String REAL = "real/with+signs=&\"%:x";

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Grant grant(String... secrets) {
        return new Grant(
                Set.of(API, OTHER),
                Stream.of(secrets).map(SecretGrant::parse).collect(Collectors.toSet()),
                Map.of("ACCOUNT", "api", "P", "page"));
    }

    private static Exchange exchange(
            Destination to, String method, String target, String body, String... headers) {
        List<Fields.Field> fields = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new Fields.Field(headers[i], headers[i + 1]));
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RequestHead head =
                Http1Writer.canonical(
                        new RequestHead(method, target, new Fields(fields)),
                        to.host(),
                        bytes.length);
        return new Exchange(to, head, bytes);
    }

    private static Judgement judged(Grant grant, Modes modes, Exchange exchange) {
        ServerPolicy policy = new ServerPolicy(new ServerName("s"), grant, List.of(), null, modes);
        IssuedSecrets secrets =
                new IssuedSecrets() {
                    @Override
                    public @Nullable SecretName issued(String presented, Destination destination) {
                        return presented.equals(HELD) && destination.equals(API)
                                ? new SecretName("KEY")
                                : null;
                    }

                    @Override
                    public @Nullable SecretName within(String text) {
                        return text.contains(HELD) ? new SecretName("KEY") : null;
                    }
                };
        Lease lease =
                new Lease(
                        new ToolCall(
                                new CallId("c1"),
                                new AgentName("a"),
                                new ServerName("s"),
                                new InstanceId("i"),
                                "tool",
                                Json.object().put("id", "v1").put("page", "2").build(),
                                Instant.EPOCH),
                        List.of(),
                        List.of());
        Reading read = Adapters.read(exchange);
        return new Judge(policy, new DefaultContract(policy, secrets))
                .judge(RequestLine.with(read, exchange, grant), List.of(lease));
    }

    /** The rules against it, but that no adapter knows the API: nobody does here. */
    private static List<String> against(Judgement judgement) {
        return judgement.violations().stream()
                .map(violation -> violation.rule().value())
                .filter(rule -> !rule.equals("contract.no-adapter"))
                .toList();
    }

    private static List<String> against(Grant grant, Exchange exchange) {
        return against(judged(grant, Modes.ENFORCE, exchange));
    }

    /** What leaves: the head and body after the broker's exchange. */
    private static String leaves(Grant grant, Exchange exchange) {
        Judgement judgement = judged(grant, Modes.ENFORCE, exchange);
        assertThat(against(judgement)).isEmpty();
        Map<String, Put> puts = new LinkedHashMap<>();
        judgement.effects().stream()
                .flatMap(each -> each.explained().items().stream())
                .filter(item -> item.explanation() instanceof Explanation.Secret)
                .forEach(item -> puts.put(item.atom().path(), new Put(HELD, REAL)));
        assertThat(puts).isNotEmpty();
        Exchange put = CredentialPlaces.put(exchange, puts);
        return new String(Http1Writer.bytes(put.head(), put.body()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "KEY@api.example, authorization, Bearer %s",
        "KEY@api.example, authorization, token %s",
        "KEY@api.example, authorization, %s",
        "KEY@api.example, x-api-key, %s",
        "KEY@api.example in header X-Own, x-own, %s",
        "KEY@api.example in header Authorization, authorization, Bearer %s",
        "KEY@api.example/v1/** in header X-Own, x-own, %s",
    })
    void aHeaderGetsTheSecretInItsPlace(String secret, String header, String value) {
        assertThat(
                        leaves(
                                grant(secret),
                                exchange(API, "GET", "/v1/2", "", header, value.formatted(HELD))))
                .contains(header + ": " + value.formatted(REAL) + "\r\n")
                .doesNotContain(HELD);
    }

    @Test
    void basicIsTakenApartAndCodedAgain() {
        Grant known = grant("KEY@api.example");
        assertThat(
                        leaves(
                                known,
                                exchange(
                                        API,
                                        "GET",
                                        "/v1",
                                        "",
                                        "authorization",
                                        "Basic " + basic("api:" + HELD))))
                .contains("authorization: Basic " + basic("api:" + REAL) + "\r\n");
        assertThat(
                        against(
                                known,
                                exchange(
                                        API,
                                        "GET",
                                        "/v1",
                                        "",
                                        "authorization",
                                        "Basic " + basic(HELD + ":"))))
                .isEmpty();
        for (String foreign :
                List.of(
                        "attacker:" + HELD,
                        "api:own",
                        HELD + ":own",
                        "own:",
                        "api:x" + HELD,
                        "a")) {
            assertThat(
                            against(
                                    known,
                                    exchange(
                                            API,
                                            "GET",
                                            "/v1",
                                            "",
                                            "authorization",
                                            "Basic " + basic(foreign))))
                    .as(foreign)
                    .contains("credential.foreign");
        }
        assertThat(
                        against(
                                grant("KEY@api.example in basic"),
                                exchange(API, "GET", "/v1", "", "authorization", "Bearer " + HELD)))
                .containsExactly("credential.foreign");
    }

    @Test
    void aQueryParameterGetsTheSecretWhereTheGrantNamesIt() {
        Grant named = grant("KEY@api.example in query api_key");
        assertThat(leaves(named, exchange(API, "GET", "/v1?page=2&api_key=" + HELD, "")))
                .startsWith(
                        "GET /v1?page=2&api_key=real%2Fwith%2Bsigns%3D%26%22%25%3Ax HTTP/1.1\r\n");
        assertThat(
                        leaves(
                                grant("KEY@api.example in query key"),
                                exchange(API, "GET", "/v1?key=" + HELD + "&page=2", "")))
                .startsWith("GET /v1?key=real%2F");
        for (String target :
                List.of("/v1?apikey=" + HELD, "/v1?api_key=own", "/v1?api_key=x" + HELD)) {
            assertThat(against(named, exchange(API, "GET", target, "")))
                    .as(target)
                    .containsExactly("credential.foreign");
        }
        assertThat(
                        against(
                                grant("KEY@api.example"),
                                exchange(API, "GET", "/v1?api_key=" + HELD, "")))
                .containsExactly("credential.foreign");
    }

    @Test
    void anOauthRefreshGetsItsSecretInTheBody() {
        Grant named = grant("KEY@api.example/oauth/token in body client_secret");
        String form = "grant_type=refresh_token&client_secret=" + HELD + "&some_text=a%2Bb";
        String[] asForm = {"content-type", "application/x-www-form-urlencoded"};
        assertThat(
                        leaves(
                                grantWithPath(named),
                                exchange(API, "POST", "/oauth/token", form, asForm)))
                .contains(
                        "grant_type=refresh_token&client_secret=real%2Fwith%2Bsigns%3D%26%22%25%3Ax&some_text=a%2Bb")
                .contains("content-length: 90\r\n");
        String json = "{\"client_secret\": \"" + HELD + "\", \"x\": [1.50]}";
        assertThat(
                        leaves(
                                grantWithPath(named),
                                exchange(
                                        API,
                                        "POST",
                                        "/oauth/token",
                                        json,
                                        "content-type",
                                        "application/json; charset=utf-8")))
                .endsWith("{\"client_secret\": \"real/with+signs=&\\\"%:x\", \"x\": [1.50]}");
        assertThat(
                        against(
                                grantWithPath(named),
                                exchange(API, "POST", "/oauth/other", form, asForm)))
                .contains("credential.foreign");
        for (String body :
                List.of(
                        "client_secret=own",
                        "refresh_token=" + HELD,
                        "text=" + HELD,
                        "client_secret=" + HELD + "&text=" + HELD,
                        "client_secret=" + HELD + "&client_secret=" + HELD)) {
            assertThat(
                            against(
                                    grantWithPath(named),
                                    exchange(API, "POST", "/oauth/token", body, asForm)))
                    .as(body)
                    .contains("credential.foreign");
        }
    }

    /** Path segments of an unknown API are destinations of their own: here settings name them. */
    private static Grant grantWithPath(Grant grant) {
        return new Grant(
                grant.network(), grant.secrets(), Map.of("A", "oauth", "B", "token", "C", "other"));
    }

    @ParameterizedTest
    @CsvSource({
        "other.example, /v1, x-api-key, %s",
        "api.example, /v1, x-other, %s",
        "api.example, /v1, cookie, a=%s",
        "api.example, /v1, accept, text/%s",
        "api.example, /v1?page=%s, accept, a",
        "api.example, /%s, accept, a",
    })
    void anywhereElseThePlaceholderIsOutOfPlace(
            String host, String target, String header, String value) {
        Judgement judgement =
                judged(
                        grant("KEY@api.example"),
                        Modes.ENFORCE,
                        exchange(
                                Destination.parse(host),
                                "GET",
                                target.formatted(HELD),
                                "",
                                header,
                                value.formatted(HELD)));
        assertThat(judgement.leaves()).isFalse();
        assertThat(against(judgement)).contains("credential.foreign");
        assertThat(judgement.violations())
                .anyMatch(each -> each.sentence().contains("server put secret KEY into "));
        assertThat(judgement.secrets()).isEmpty();
    }

    private static Grant ruled(String method, String path) {
        Set<String> methods = method.isEmpty() ? Set.of() : Set.of(method);
        Set<PathPattern> paths = path.isEmpty() ? Set.of() : Set.of(new PathPattern(path));
        return new Grant(
                Set.of(API, OTHER),
                Set.of(),
                Map.of(),
                Map.of(API, List.of(new HttpRule(methods, paths))),
                null,
                Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, '', POST, /v1, true",
        "POST, '', GET, /v1, false",
        "'', /v1, GET, /v1, true",
        "'', /v1, GET, /v1?page=2, true",
        "'', /v1, GET, /v1/2, false",
        "'', /v1/*, GET, /v1/2, true",
        "'', /v1/*, GET, /v1/%32, false",
        "POST, /v1, POST, /v1, true",
        "POST, /v1, DELETE, /v1, false",
    })
    void onlyGrantedMethodsAndPathsAreAskedFor(
            String method, String path, String asked, String target, boolean granted) {
        Judgement judgement =
                judged(ruled(method, path), Modes.ENFORCE, exchange(API, asked, target, ""));
        assertThat(!against(judgement).contains("host.request")).isEqualTo(granted);
        if (!granted) {
            assertThat(judgement.leaves()).isFalse();
            assertThat(judgement.violations())
                    .anyMatch(each ->
                            each.sentence().startsWith("server asked " + asked)
                                    && (each.sentence().contains("is granted")
                                            || each.sentence().contains("another one")));
        }
        assertThat(against(ruled(method, path), exchange(OTHER, asked, target, "")))
                .doesNotContain("host.request");
    }

    @Test
    void theModeOfTheHostGroupHoldsForRequests() {
        Judgement judgement =
                judged(
                        ruled("POST", ""),
                        Modes.ENFORCE
                                .with(RuleGroup.HOST, Mode.REPORT)
                                .with(RuleGroup.CONTRACT, Mode.REPORT),
                        exchange(API, "GET", "/v1", ""));
        assertThat(judgement.leaves()).isTrue();
        assertThat(judgement.violations())
                .anyMatch(each -> each.rule().value().equals("host.request"));
    }

    @Test
    void aProtocolWithoutMethodsDoesNotPassARuleAboutThem() {
        Grant grant = ruled("POST", "");
        ServerPolicy policy =
                new ServerPolicy(new ServerName("s"), grant, List.of(), null, Modes.ENFORCE);
        Effect effect =
                new Effect.SendMail(
                        API,
                        "smtp",
                        List.of(
                                Atom.destination(
                                        "host", dev.stoplock.core.model.Role.HOST, "api.example")));
        Judgement judgement =
                new Judge(policy, new DefaultContract(policy, (presented, destination) -> null))
                        .judge(new Reading.Effects(List.of(effect)), List.of());
        assertThat(against(judgement)).contains("host.not-granted");
    }
}
