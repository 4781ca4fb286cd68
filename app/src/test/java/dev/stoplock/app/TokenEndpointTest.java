package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers that fetch their access tokens themselves, out of a real sandbox: as libraries do it that
 * servers are written with (google-auth-library, simple-oauth2), and as a hostile one would.
 */
@Tag("full")
class TokenEndpointTest {

    private static final String LOGIN = "oauth2.googleapis.com";
    private static final String GMAIL = "gmail.googleapis.com";
    private static final String TRACKER = "api.tracker.example";
    private static final String TRACKER_LOGIN = "login.tracker.example";

    private static final String REFRESH = Rig.fresh("1//0");
    private static final String SECRET = Rig.fresh("GOCSPX-");
    private static final String TRACKER_SECRET = Rig.fresh("cs");

    private static final List<Received> received = new CopyOnWriteArrayList<>();

    /** Every token that an endpoint made: none may be seen inside, or stand in a file. */
    private static final Set<String> made = ConcurrentHashMap.newKeySet();

    private static final List<LoopbackHttp> hosts = new ArrayList<>();
    private static Function<Map<String, String>, Answer> endpoint = TokenEndpointTest::answer;
    private static Path libraries;
    private static Rig rig;
    private static McpClient client;

    @BeforeAll
    static void start() throws Exception {
        libraries = Files.createTempDirectory(Path.of("/var/tmp"), "stoplock-it");
        Files.setPosixFilePermissions(libraries, PosixFilePermissions.fromString("rwxr-xr-x"));
        install(libraries);
        rig = Rig.bare();
        Map<String, Integer> dial = new LinkedHashMap<>();
        for (String host : List.of(LOGIN, GMAIL, TRACKER, TRACKER_LOGIN)) {
            LoopbackHttp http = serve(host);
            hosts.add(http);
            dial.put(host, http.port());
        }
        dial.put(Rig.POSTMARK, rig.postmark.port());
        dial.put(Rig.RESEND, rig.played.port());
        rig.config(rig.folder.resolve("lab-ca.pem"), dial, "");
        rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
        rig.secret("RESEND_API_KEY", rig.resendKey);
        rig.secret("GOOGLE_REFRESH_TOKEN", REFRESH);
        rig.secret("GOOGLE_CLIENT_SECRET", SECRET);
        rig.secret("TRACKER_SECRET", TRACKER_SECRET);
        List<String> words = new ArrayList<>();
        dial.keySet().stream()
                .filter(host -> !host.equals(Rig.POSTMARK) && !host.equals(Rig.RESEND))
                .forEach(host -> words.addAll(List.of("--network", host)));
        for (String grant :
                List.of(
                        "GOOGLE_REFRESH_TOKEN@" + LOGIN + "/token in body refresh_token",
                        "GOOGLE_CLIENT_SECRET@" + LOGIN + "/token in body client_secret",
                        "GOOGLE_REFRESH_TOKEN:access_token@" + GMAIL,
                        "TRACKER_SECRET@" + TRACKER_LOGIN + "/oauth/token in basic",
                        "TRACKER_SECRET:access_token@" + TRACKER)) {
            words.addAll(List.of("--secret", grant));
        }
        words.addAll(List.of("--file", libraries.toString()));
        words.addAll(List.of("--env", "GOOGLE_CLIENT_ID=shop-client.apps.example"));
        words.addAll(List.of("--env", "TRACKER_CLIENT=shop-client"));
        Rig.Ran added = rig.add("1.0.15", Rig.SERVER, words.toArray(String[]::new));
        assertThat(added.exit()).as("%s", added).isZero();
        // what is fetched needs no file
        assertThat(added.out() + added.err()).doesNotContain(":access_token into");
        client = rig.run(Rig.SERVER);
    }

    /**
     * Beside the locked tree: agent-base 7.1.4, which Google's library needs, names one of its
     * files {@code ./dist/index.js}, and such an archive is not locked.
     */
    private static void install(Path into) throws Exception {
        Path log = into.resolve("npm.log");
        Process npm =
                new ProcessBuilder(
                                "npm",
                                "install",
                                "--ignore-scripts",
                                "--no-audit",
                                "--no-fund",
                                "--prefer-offline",
                                "--prefix",
                                into.toString(),
                                "google-auth-library@10.9.1",
                                "simple-oauth2@5.1.0")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = npm.waitFor(120, TimeUnit.SECONDS);
        npm.destroyForcibly();
        assertThat(ended && npm.waitFor() == 0).as(Files.readString(log)).isTrue();
    }

    private static LoopbackHttp serve(String host) throws Exception {
        return LoopbackHttp.start(
                List.of(LoopbackHttp.listen()),
                rig.certificates.server(host),
                new LoopbackHttp.Handler() {
                    @Override
                    public Answer answer(Received request) {
                        received.add(request);
                        if (host.equals(LOGIN) || host.equals(TRACKER_LOGIN)) {
                            return endpoint.apply(form(request));
                        }
                        String token =
                                request.header("authorization").orElse("").replace("Bearer ", "");
                        return made.contains(token)
                                ? Answer.json(200, "{\"id\":\"m1\",\"you\":\"" + token + "\"}")
                                : Answer.json(401, "{\"error\":\"who are you\"}");
                    }

                    @Override
                    public void unreadable(byte[] raw, String reason) {
                        received.add(new Received("?", reason, List.of(), raw, raw));
                    }
                });
    }

    private static Map<String, String> form(Received request) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : new String(request.body(), UTF_8).split("&")) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts.length < 2 ? "" : parts[1], UTF_8));
        }
        fields.put("authorization", request.header("authorization").orElse(""));
        return fields;
    }

    private static String token(String prefix) {
        String token = Rig.fresh(prefix);
        made.add(token);
        return token;
    }

    /** As a token endpoint that knows the two clients. */
    private static Answer answer(Map<String, String> asked) {
        String basic =
                java.util.Base64.getEncoder()
                        .encodeToString(("shop-client:" + TRACKER_SECRET).getBytes(UTF_8));
        boolean known =
                asked.getOrDefault("refresh_token", "").equals(REFRESH)
                                && asked.getOrDefault("client_secret", "").equals(SECRET)
                        || asked.getOrDefault("authorization", "").equals("Basic " + basic);
        return known ? granted("") : Answer.json(401, "{\"error\":\"invalid_client\"}");
    }

    private static Answer granted(String more) {
        return Answer.json(
                200,
                "{\"access_token\":\""
                        + token("ya29.a0")
                        + "\",\"expires_in\":3599,\"scope\":\"mail\",\"token_type\":\"Bearer\""
                        + more
                        + "}");
    }

    @BeforeEach
    void forget() {
        received.clear();
        endpoint = TokenEndpointTest::answer;
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            rig.down();
            assertNothingIsKept(rig.home);
        } finally {
            rig.close();
            for (LoopbackHttp each : hosts) {
                each.close();
            }
            Rig.remove(libraries);
        }
    }

    /** The ledger, its bodies and all else of the home hold no token. */
    private static void assertNothingIsKept(Path folder) throws IOException {
        assertThat(made).isNotEmpty();
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            for (Path file : files.filter(each -> !each.toString().contains("/store/")).toList()) {
                String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
                assertThat(made).as("%s", file).noneMatch(bytes::contains);
            }
        }
    }

    private static final String SCRIPT =
            """
            import { createRequire } from 'node:module';
            const library = createRequire('%s/');
            const said = [];
            const e = process.env;
            const ask = async (url, init) => { const r = await fetch(url, init); const t = await r.text(); said.push(t); return [r.status, t]; };
            const form = { grant_type: 'refresh_token', refresh_token: e.GOOGLE_REFRESH_TOKEN, client_id: e.GOOGLE_CLIENT_ID, client_secret: e.GOOGLE_CLIENT_SECRET };
            const fetched = async (more = {}, url = 'https://oauth2.googleapis.com/token') => {
                const [status, text] = await ask(url, { method: 'POST', body: new URLSearchParams({ ...form, ...more }) });
                return status === 200 ? JSON.parse(text) : { status, text };
            };
            const bearer = (token) => ({ headers: { authorization: `Bearer ${token}` } });
            const send = (token) => ask('https://gmail.googleapis.com/gmail/v1/users/me/messages/send', { method: 'POST',
                headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
                body: JSON.stringify({ raw: Buffer.from('From: billing@shop.example\\r\\nTo: customer@client.example\\r\\nSubject: Hello\\r\\n\\r\\nText\\r\\n').toString('base64url') }) });
            const get = (host, token) => ask(`https://${host}/v1/cards`, bearer(token));
            %s
            console.log(JSON.stringify(said));
            process.exit();
            """;

    private static String script(String words) {
        return SCRIPT.formatted(libraries, words);
    }

    private static Rig.Led run(McpClient by, String script) throws Exception {
        ObjectNode op = Rig.JSON.createObjectNode().put("op", "exec");
        for (String word : List.of("/usr/bin/node", "--input-type=module", "-e", script)) {
            op.withArray("command").add(word);
        }
        ObjectNode arguments =
                Rig.asking("[" + op + "]")
                        .put("version", "v1")
                        .put("what", "cards")
                        .put("user", "me");
        return rig.call(by, arguments);
    }

    /** What a hostile server's words led to, none of which showed it a token. */
    private static Rig.Led led(String words) throws Exception {
        Rig.Led led = run(client, script(words));
        assertThat(made).noneMatch(led.text()::contains);
        return led;
    }

    private static List<String> verdicts(Rig.Led led) {
        return led.judged().stream()
                .filter(each -> each.path("operation").asText().contains(" /"))
                .map(each ->
                        each.path("verdict").asText()
                                + " "
                                + each.path("rule").asText()
                                + " "
                                + each.path("operation").asText())
                .toList();
    }

    private static void assertDenied(Rig.Led led, String operation) {
        assertThat(verdicts(led)).contains("deny credential.foreign " + operation);
        assertThat(led.text()).contains("credential.foreign");
    }

    private static String details(Rig.Led led) {
        return led.records().stream()
                .filter(each -> each.path("type").asText().equals("outcome"))
                .map(each -> each.path("detail").asText())
                .toList()
                .toString();
    }

    private static Stream<Received> at(String path) {
        return received.stream().filter(each -> each.path().endsWith(path));
    }

    private static String bearer(Received request) {
        return request.header("authorization").orElse("");
    }

    @Test
    void googlesLibraryRefreshesAndSendsAMailWithAPlaceholder() throws Exception {
        // no call before it lingers, which could explain one of the mails
        McpClient fresh = rig.run(Rig.SERVER);
        Rig.Led led =
                run(
                        fresh,
                        script(
                                """
                                const { OAuth2Client } = library('google-auth-library');
                                const google = new OAuth2Client({ clientId: e.GOOGLE_CLIENT_ID, clientSecret: e.GOOGLE_CLIENT_SECRET });
                                google.setCredentials({ refresh_token: e.GOOGLE_REFRESH_TOKEN });
                                const raw = Buffer.from('From: billing@shop.example\\r\\nTo: customer@client.example\\r\\nSubject: Hello\\r\\n\\r\\nText\\r\\n').toString('base64url');
                                for (let i = 0; i < 2; i++) {
                                    const sent = await google.request({ url: 'https://gmail.googleapis.com/gmail/v1/users/me/messages/send', method: 'POST', data: { raw } }).catch((x) => ({ data: String(x) }));
                                    said.push(sent.data);
                                }
                                said.push(google.credentials);
                                """));
        assertThat(made).noneMatch(led.text()::contains);
        // the second mail is one too many; the token was fetched once for both
        assertThat(verdicts(led))
                .containsExactly(
                        "allow contract.explained POST /token",
                        "allow contract.explained POST /gmail/v1/users/me/messages/send",
                        "deny contract.recipient POST /gmail/v1/users/me/messages/send");
        assertThat(at("/token")).hasSize(1);
        Received sent = at("/send").findFirst().orElseThrow();
        assertThat(made).contains(bearer(sent).replace("Bearer ", ""));
        assertThat(details(led))
                .contains("fetched GOOGLE_REFRESH_TOKEN:access_token hmac-sha256:")
                .contains("for 3599 s");
        assertThat(
                        led.records().stream()
                                .filter(each -> each.path("type").asText().equals("secret-used"))
                                .map(each ->
                                        each.path("secret").asText()
                                                + "@"
                                                + each.path("destination").asText())
                                .toList())
                .containsExactlyInAnyOrder(
                        "GOOGLE_REFRESH_TOKEN@" + LOGIN + ":443",
                        "GOOGLE_CLIENT_SECRET@" + LOGIN + ":443",
                        "GOOGLE_REFRESH_TOKEN:access_token@" + GMAIL + ":443");
    }

    @Test
    void aClientsOwnGrantInBasicWorksAsASmallLibraryDoesIt() throws Exception {
        Rig.Led led =
                led(
                        """
                        const { ClientCredentials } = library('simple-oauth2');
                        const client = new ClientCredentials({ client: { id: e.TRACKER_CLIENT, secret: e.TRACKER_SECRET }, auth: { tokenHost: 'https://login.tracker.example' } });
                        const { token } = await client.getToken({});
                        said.push(token);
                        await get('api.tracker.example', token.access_token);
                        """);
        assertThat(verdicts(led))
                .containsExactly(
                        "allow contract.explained POST /oauth/token",
                        "allow contract.explained GET /v1/cards");
        assertThat(made).contains(bearer(at("/cards").findFirst().orElseThrow()).substring(7));
        assertThat(details(led)).contains("fetched TRACKER_SECRET:access_token hmac-sha256:");
        // what the API echoed came back as the placeholder
        assertThat(led.text()).contains("you");
    }

    @Test
    void aFetchedTokenIsForeignAtAnyOtherHostAndOutOfPlaceAnywhereElse() throws Exception {
        assertDenied(
                led("await get('api.tracker.example', (await fetched()).access_token);"),
                "GET /v1/cards");
        assertDenied(
                led("await get('oauth2.googleapis.com', (await fetched()).access_token);"),
                "GET /v1/cards");
        assertDenied(
                led(
                        """
                        const basic = { authorization: `Basic ${Buffer.from(`${e.TRACKER_CLIENT}:${e.TRACKER_SECRET}`).toString('base64')}` };
                        const [, own] = await ask('https://login.tracker.example/oauth/token', { method: 'POST', headers: basic, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
                        const { access_token } = JSON.parse(own);
                        const { headers } = bearer(access_token);
                        await ask('https://api.tracker.example/v1/cards', { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ note: access_token }) });
                        """),
                "POST /v1/cards");
        assertDenied(
                led("await fetched({ scope: (await fetched()).access_token });"), "POST /token");
        assertDenied(
                led("await fetched({ refresh_token: (await fetched()).access_token });"),
                "POST /token");
        assertThat(received).allSatisfy(each -> assertThat(each.path()).endsWith("/token"));
        // each was told the first time, and the second never left
        assertThat(at("/token")).hasSize(5);
    }

    @Test
    void aTokenOfOneInstanceIsWorthNothingInAnother() throws Exception {
        Rig.Led led = led("await fetched();");
        JsonNode done = Rig.JSON.readTree(led.text()).get(0);
        String reply = Rig.JSON.readTree(done.path("out").asText()).get(0).asText();
        String held = Rig.JSON.readTree(reply).path("access_token").asText();
        assertThat(held).startsWith("ya29.");
        McpClient other = rig.run(Rig.SERVER);
        Rig.Led there = run(other, script("await send('" + held + "');"));
        assertDenied(there, "POST /gmail/v1/users/me/messages/send");
        Rig.Led here = led("await send('" + held + "');");
        assertThat(verdicts(here))
                .containsExactly("allow contract.explained POST /gmail/v1/users/me/messages/send");
        assertThat(at("/send")).hasSize(1);
    }

    @Test
    void whatAnotherPathOfTheHostOrAnUngrantedEndpointGivesIsForeign() throws Exception {
        assertDenied(
                led("await fetched({}, 'https://oauth2.googleapis.com/v1/cards');"),
                "POST /v1/cards");
        assertThat(received).isEmpty();
        // without a secret it may ask, gets the API's words as they are, and can use none of them
        String stray = Rig.fresh("ya29.");
        endpoint = asked -> Answer.json(200, "{\"access_token\":\"" + stray + "\"}");
        Rig.Led led =
                run(
                        client,
                        script(
                                """
                                const [, text] = await ask('https://login.tracker.example/v1/cards', { method: 'POST', body: new URLSearchParams({ what: 'cards' }) });
                                await send(JSON.parse(text).access_token);
                                """));
        assertDenied(led, "POST /gmail/v1/users/me/messages/send");
        assertThat(at("/send")).isEmpty();
    }

    @Test
    void aReplyThatCannotBeExchangedIsWithheldAndTheAgentIsTold() throws Exception {
        String another = rig.postmarkToken;
        Map<String, Function<Map<String, String>, Answer>> replies = new LinkedHashMap<>();
        replies.put(
                "what is secret POSTMARK_TOKEN",
                asked -> Answer.json(200, "{\"access_token\":\"" + another + "\"}"));
        replies.put(
                "as JSON in exactly one way",
                asked ->
                        Answer.json(
                                200,
                                "{\"access_token\":\""
                                        + token("ya29.")
                                        + "\",\"access_token\":\"x\"}"));
        replies.put("holds no access_token", asked -> Answer.json(200, "{\"error\":\"bad\"}"));
        replies.put(
                "cannot be read as JSON",
                asked -> typed("text/plain", "access_token=" + token("ya29.")));
        replies.put(
                "is streamed or too long",
                asked ->
                        typed(
                                "application/json",
                                "{\"access_token\":\""
                                        + token("ya29.")
                                        + "\",\"x\":\""
                                        + "y".repeat(17 << 20)
                                        + "\"}"));
        replies.put(
                "another credential",
                asked -> granted(",\"user\":{\"access_token\":\"" + token("xoxp-") + "\"}"));
        for (Map.Entry<String, Function<Map<String, String>, Answer>> each : replies.entrySet()) {
            endpoint = each.getValue();
            Rig.Led led = led("await fetched();");
            assertThat(led.answer().at("/result/isError").asBoolean()).as(led.text()).isTrue();
            assertThat(led.text()).contains("credential.token-reply", each.getKey());
            assertThat(details(led)).contains("credential.token-reply", each.getKey());
            assertThat(led.text() + details(led)).doesNotContain(another);
        }
    }

    private static Answer typed(String type, String body) {
        return new Answer(
                200,
                List.of(new Header("Content-Type", type)),
                new Answer.Bytes(body.getBytes(UTF_8)));
    }

    @Test
    void anotherRefreshTokenIsUsedFromThenOnAndSaidLoudly() throws Exception {
        String fresh = token("1//0");
        McpClient rotating = rig.run(Rig.SERVER);
        endpoint = asked -> granted(",\"refresh_token\":\"" + fresh + "\"");
        Rig.Led led =
                run(
                        rotating,
                        script(
                                "const one = await fetched(); await fetched({ refresh_token: one.refresh_token }); await fetched();"));
        assertThat(made).noneMatch(led.text()::contains);
        assertThat(at("/token").map(each -> form(each).get("refresh_token")))
                .containsExactly(REFRESH, fresh, fresh);
        assertThat(
                        led.records().stream()
                                .filter(each ->
                                        each.path("rule").asText().equals("secret.rotated")))
                .hasSize(1)
                .allSatisfy(each ->
                        assertThat(each.path("sentence").asText())
                                .contains("secret GOOGLE_REFRESH_TOKEN", "hint: "));
        Rig.Ran log = rig.cli("log");
        assertThat(log.out()).contains("secret.rotated");
        Rig.Ran listed = rig.cli("secrets", "list");
        assertThat(listed.out())
                .contains("GOOGLE_REFRESH_TOKEN:access_token@" + GMAIL)
                .contains("from its token endpoint");
        Rig.Ran grants = rig.cli("grants", Rig.SERVER);
        assertThat(grants.out()).contains("GOOGLE_REFRESH_TOKEN:access_token@" + GMAIL);
    }

    @Test
    void aLineForWhatIsFetchedNeedsOneThatSaysWhere() throws Exception {
        Rig.Ran ran =
                rig.add("1.0.15", "without-endpoint", "--secret", "KEY:access_token@" + TRACKER);
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("KEY@host/path of the token endpoint");
    }
}
