package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.RequestLine;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Modes;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked at a token endpoint, and where what is fetched there counts. */
class TokenEndpointJudgeTest {

    private static final Destination LOGIN = Destination.parse("login.example");
    private static final Destination API = Destination.parse("api.example");
    private static final Destination OTHER = Destination.parse("other.example");
    private static final String REFRESH = "held-refresh-0123456789";
    private static final String CLIENT = "held-client-0123456789";
    private static final String TOKEN = "held-token-0123456789";
    private static final String[] FORM = {"content-type", "application/x-www-form-urlencoded"};
    private static final String[] JSON = {"content-type", "application/json"};

    private static final Set<SecretGrant> BOTH =
            grants(
                    "REFRESH@login.example/token in body refresh_token",
                    "CLIENT@login.example/token in body client_secret",
                    "CLIENT@login.example/token in basic",
                    "REFRESH:access_token@api.example",
                    "CLIENT:access_token@api.example");

    private static Set<SecretGrant> grants(String... lines) {
        return new LinkedHashSet<>(Arrays.stream(lines).map(SecretGrant::parse).toList());
    }

    private record Held(Set<SecretGrant> grants) implements IssuedSecrets {

        private static final Map<String, SecretName> NAMES =
                Map.of(
                        REFRESH, new SecretName("REFRESH"),
                        CLIENT, new SecretName("CLIENT"),
                        TOKEN, new SecretName("REFRESH:access_token"));

        @Override
        public @Nullable SecretName issued(String presented, Destination destination) {
            SecretName name = NAMES.get(presented);
            return grants.stream()
                            .anyMatch(grant ->
                                    grant.name().equals(name)
                                            && grant.destination().equals(destination))
                    ? name
                    : null;
        }

        @Override
        public @Nullable SecretName within(String text) {
            return NAMES.entrySet().stream()
                    .filter(each -> text.contains(each.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
    }

    private static Exchange posted(Destination to, String target, String body, String... head) {
        return exchange(to, "POST", target, body, head);
    }

    private static Exchange exchange(
            Destination to, String method, String target, String body, String... head) {
        List<Fields.Field> fields = new ArrayList<>();
        for (int i = 0; i < head.length; i += 2) {
            fields.add(new Fields.Field(head[i], head[i + 1]));
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RequestHead asked = new RequestHead(method, target, new Fields(fields));
        return new Exchange(to, Http1Writer.canonical(asked, to.host(), bytes.length), bytes);
    }

    private static Judgement judged(
            Set<SecretGrant> secrets, @Nullable MailRule mail, Exchange exchange) {
        Grant grant =
                new Grant(
                        Set.of(LOGIN, API, OTHER),
                        secrets,
                        Map.of("CLIENT_ID", "shop-client", "WHAT", "v1"));
        ServerPolicy policy =
                new ServerPolicy(new ServerName("s"), grant, List.of(), mail, Modes.ENFORCE);
        Lease lease =
                new Lease(
                        new ToolCall(
                                new CallId("c1"),
                                new AgentName("a"),
                                new ServerName("s"),
                                new InstanceId("i"),
                                "tool",
                                Json.object().put("query", "invoice").build(),
                                Instant.EPOCH),
                        List.of(),
                        List.of());
        return new Judge(policy, new DefaultContract(policy, new Held(secrets)))
                .judge(RequestLine.with(Adapters.read(exchange), exchange, grant), List.of(lease));
    }

    private static List<String> against(Exchange exchange) {
        return judged(BOTH, null, exchange).violations().stream()
                .map(violation -> violation.rule().value())
                .distinct()
                .toList();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRefreshAndAClientsOwnGrantAreReadAndExplained() {
        String refresh = "grant_type=refresh_token&refresh_token=" + REFRESH;
        String whole = refresh + "&client_id=shop-client&client_secret=" + CLIENT;
        Judgement judgement = judged(BOTH, null, posted(LOGIN, "/token", whole, FORM));
        assertThat(judgement.violations()).isEmpty();
        assertThat(judgement.effects().getFirst().effect().operation())
                .isEqualTo("oauth refresh_token");
        assertThat(judgement.secrets())
                .containsExactlyInAnyOrder(new SecretName("REFRESH"), new SecretName("CLIENT"));
        // nothing of it is left unjudged but what each request's head has
        assertThat(judgement.effects().getFirst().effect().atoms())
                .noneMatch(atom -> atom.path().startsWith("body/grant_type"));

        String own = "grant_type=client_credentials";
        String[] inHead = {FORM[0], FORM[1], "authorization", basic("shop-client:" + CLIENT)};
        assertThat(against(posted(LOGIN, "/token", own, inHead))).isEmpty();
        String json =
                "{\"grant_type\":\"client_credentials\",\"client_id\":\"shop-client\",\"client_secret\":\""
                        + CLIENT
                        + "\"}";
        assertThat(against(posted(LOGIN, "/token", json, JSON))).isEmpty();
    }

    @Test
    void anAllowlistOfRecipientsDoesNotStandInTheWay() {
        MailRule rule = new MailRule(List.of("*@client.example"));
        String form = "grant_type=refresh_token&refresh_token=" + REFRESH;
        assertThat(judged(BOTH, rule, posted(LOGIN, "/token", form, FORM)).violations()).isEmpty();
        // what is no such request may send mail, for all that anybody knows
        String more = form + "&to=stranger%40elsewhere.example";
        assertThat(judged(BOTH, rule, posted(LOGIN, "/token", more, FORM)).violations())
                .anyMatch(each -> each.rule().value().equals("recipients.not-allowed"));
    }

    /** Each would fetch a token of whoever gave the rest of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant_type=authorization_code&code=of-the-attacker&client_secret=" + CLIENT,
                "grant_type=password&username=x&password=y&client_secret=" + CLIENT,
                "grant_type=client_credentials&refresh_token=" + REFRESH,
                "grant_type=refresh_token&client_secret=" + CLIENT,
                "grant_type=client_credentials&code=x&client_secret=" + CLIENT,
                "grant_type=client_credentials&assertion=x&client_secret=" + CLIENT,
                "grant_type=client_credentials&client_secret=" + CLIENT + "&grant_type=password",
                "grant_type=client_credentials&client_secret="
                        + CLIENT
                        + "&client_secret="
                        + CLIENT,
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=x&client_secret="
                        + CLIENT,
                "client_secret=" + CLIENT,
            })
    void withASecretNothingElseIsAskedOfAnEndpoint(String form) {
        assertThat(against(posted(LOGIN, "/token", form, FORM))).contains("credential.foreign");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /token?a=b",
        "POST, /token?",
        "PUT, /token",
        "POST, /token/",
        "POST, /Token",
        "POST, /revoke",
    })
    void noOtherRequestOfTheHostGetsTheSecret(String method, String target) {
        String form = "grant_type=refresh_token&refresh_token=" + REFRESH;
        assertThat(against(exchange(LOGIN, method, target, form, FORM)))
                .contains("credential.foreign");
    }

    @Test
    void itsOwnCredentialsAreForeignThereToo() {
        for (String form :
                List.of(
                        "grant_type=refresh_token&refresh_token=of-the-attacker-0123",
                        "grant_type=refresh_token&refresh_token="
                                + REFRESH
                                + "&client_secret=of-the-attacker",
                        "grant_type=refresh_token&refresh_token=" + CLIENT,
                        "grant_type=refresh_token&refresh_token=" + TOKEN)) {
            assertThat(against(posted(LOGIN, "/token", form, FORM)))
                    .as(form)
                    .contains("credential.foreign");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_id=of-the-attacker",
                "scope=everything",
                "audience=elsewhere",
                "resource=https%3A%2F%2Felsewhere.example",
            })
    void forWhomAndForWhatIsADestination(String field) {
        String form = "grant_type=refresh_token&refresh_token=" + REFRESH + "&" + field;
        assertThat(against(posted(LOGIN, "/token", form, FORM)))
                .containsExactly("contract.destination");
    }

    @Test
    void whatWasFetchedCountsInTheHeadForItsHostsOnly() {
        String[] bearer = {"authorization", "Bearer " + TOKEN};
        assertThat(against(exchange(API, "GET", "/v1", "", bearer))).isEmpty();
        assertThat(against(exchange(OTHER, "GET", "/v1", "", bearer)))
                .containsExactly("credential.foreign");
        assertThat(against(exchange(LOGIN, "GET", "/v1", "", bearer)))
                .containsExactly("credential.foreign");
        assertThat(against(exchange(API, "GET", "/v1", "", "x-api-key", TOKEN)))
                .containsExactly("credential.foreign");
        assertThat(against(exchange(API, "GET", "/v1?access_token=" + TOKEN, "")))
                .contains("credential.foreign");
        assertThat(against(posted(API, "/v1", "{\"text\":\"" + TOKEN + "\"}", JSON)))
                .contains("credential.foreign");
        assertThat(against(posted(API, "/v1", "{\"access_token\":\"" + TOKEN + "\"}", JSON)))
                .contains("credential.foreign");
    }

    @Test
    void aPlaceholderAsContentOfTheEndpointIsOutOfPlace() {
        String form = "grant_type=refresh_token&refresh_token=" + REFRESH + "&scope=" + TOKEN;
        assertThat(against(posted(LOGIN, "/token", form, FORM)))
                .containsExactly("credential.foreign");
    }

    @Test
    void withoutALineForWhatIsFetchedNothingIsAnEndpoint() {
        Set<SecretGrant> old = grants("CLIENT@login.example/token in body client_secret");
        String form = "grant_type=client_credentials&client_secret=" + CLIENT;
        Judgement judgement = judged(old, null, posted(LOGIN, "/token", form, FORM));
        assertThat(judgement.effects().getFirst().effect().operation()).isEqualTo("http POST");
        assertThat(judgement.secrets()).containsExactly(new SecretName("CLIENT"));
    }
}
