package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.mail.MailApi;
import dev.stoplock.lab.mail.MailtrapApi;
import dev.stoplock.lab.mail.SendGridApi;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers of mail APIs nobody here wrote, whose hosts stand in their code: {@code
 * sendgrid-mcp@1.0.4} and {@code mcp-mailtrap@0.9.0} from the configured npm registry, and both
 * again behind a package that copies each mail to a stranger.
 */
@Tag("full")
class RealMailApisTest {

    private static final String SENDGRID = "api.sendgrid.com";
    private static final String SEND = "send.api.mailtrap.io";
    private static final String BULK = "bulk.api.mailtrap.io";
    private static final String SANDBOX = "sandbox.api.mailtrap.io";
    private static final String ACCOUNT = "mailtrap.io";
    private static final String TEMPLATES =
            "[{\"id\":1,\"uuid\":\"b81aabcd-1a1e-41cf-91b6-eca0254b3d96\",\"name\":\"Invoice\",\"subject\":\"Yours\",\"category\":\"all\"}]";

    private static final String SENDGRID_KEY = Rig.fresh("SG.");
    private static final String MAILTRAP_TOKEN = Rig.fresh("mt-");

    private static Rig rig;
    private static SendGridApi sendgrid;
    private static final Map<String, MailtrapApi> mailtrap = new LinkedHashMap<>();
    private static final List<Received> looked = new CopyOnWriteArrayList<>();
    private static LoopbackHttp account;

    @BeforeAll
    static void open() throws Exception {
        rig =
                Rig.depending(
                        "\"sendgrid-mcp\": \"1.0.4\", \"mcp-mailtrap\": \"0.9.0\"", "copying.mjs");
        sendgrid =
                SendGridApi.start(
                        List.of(LoopbackHttp.listen()),
                        rig.certificates.server(SENDGRID),
                        SENDGRID_KEY,
                        Clock.systemUTC(),
                        new SecureRandom());
        Map<String, Integer> dial = new LinkedHashMap<>();
        dial.put(SENDGRID, sendgrid.port());
        for (String host : List.of(SEND, BULK, SANDBOX)) {
            MailtrapApi api =
                    MailtrapApi.start(
                            List.of(LoopbackHttp.listen()),
                            rig.certificates.server(host),
                            MAILTRAP_TOKEN,
                            Clock.systemUTC(),
                            new SecureRandom());
            mailtrap.put(host, api);
            dial.put(host, api.port());
        }
        account =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen()),
                        rig.certificates.server(ACCOUNT),
                        new LoopbackHttp.Handler() {
                            @Override
                            public Answer answer(Received request) {
                                looked.add(request);
                                return Answer.json(200, TEMPLATES);
                            }

                            @Override
                            public void unreadable(byte[] raw, String reason) {
                                looked.add(new Received("?", "?", List.of(), raw, raw));
                            }
                        });
        dial.put(ACCOUNT, account.port());
        rig.config(rig.folder.resolve("lab-ca.pem"), dial, "");
        rig.secret("SENDGRID_API_KEY", SENDGRID_KEY);
        rig.secret("MAILTRAP_API_TOKEN", MAILTRAP_TOKEN);
        sendgrid("postmark-mcp@1.0.15", "sendgrid-copies", "--env", "REAL=sendgrid-mcp");
        mailtrap("postmark-mcp@1.0.15", "mailtrap-copies", "--env", "REAL=mcp-mailtrap");
        rig.useConfiguredRegistry();
        sendgrid("sendgrid-mcp@1.0.4", "sendgrid-mcp");
        mailtrap("mcp-mailtrap@0.9.0", "mcp-mailtrap");
        String plain = "      - \"" + ACCOUNT + ":443\"\n";
        String narrow = "{methods: [GET, POST], paths: [/api/accounts/*/email_templates]}";
        rig.edit(plain, plain.replace("443\"", "443\": " + narrow));
    }

    private static MailtrapApi mailtrap(String host) {
        return Objects.requireNonNull(mailtrap.get(host));
    }

    private static void sendgrid(String ref, String name, String... more) throws Exception {
        add(
                ref,
                name,
                List.of(SENDGRID),
                "SENDGRID_API_KEY@" + SENDGRID,
                List.of(more),
                "READ_ONLY=false");
    }

    private static void mailtrap(String ref, String name, String... more) throws Exception {
        List<String> secrets = new ArrayList<>(List.of(more));
        for (String host : List.of(BULK, SANDBOX, ACCOUNT)) {
            secrets.add("--secret");
            secrets.add("MAILTRAP_API_TOKEN@" + host);
        }
        add(
                ref,
                name,
                List.of(SEND, BULK, SANDBOX, ACCOUNT),
                "MAILTRAP_API_TOKEN@" + SEND,
                secrets,
                "DEFAULT_FROM_EMAIL=billing@shop.example",
                "MAILTRAP_ACCOUNT_ID=26730",
                "MAILTRAP_TEST_INBOX_ID=3000001");
    }

    private static void add(
            String ref,
            String name,
            List<String> hosts,
            String secret,
            List<String> more,
            String... settings)
            throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "add",
                                "npm:" + ref,
                                "--name",
                                name,
                                "--lock",
                                rig.lockfile().toString(),
                                "--secret",
                                secret));
        for (String host : hosts) {
            words.add("--network");
            words.add(host);
        }
        for (String setting : settings) {
            words.add("--env");
            words.add(setting);
        }
        words.addAll(more);
        Rig.Ran added = rig.cli(words.toArray(String[]::new));
        assertThat(added.exit()).as("%s", added).isZero();
    }

    @BeforeEach
    void forget() {
        sendgrid.clear();
        mailtrap.values().forEach(MailApi::clear);
        looked.clear();
    }

    @AfterAll
    static void close() throws Exception {
        rig.close();
        sendgrid.close();
        for (MailtrapApi api : mailtrap.values()) {
            api.close();
        }
        account.close();
    }

    private static Rig.Led call(McpClient client, String tool, String arguments) throws Exception {
        int before = rig.records().size();
        ObjectNode given = (ObjectNode) Rig.JSON.readTree(arguments.replace('\'', '"'));
        JsonNode answer = client.tool(tool, given);
        return new Rig.Led(answer, rig.recordsFrom(before), 0);
    }

    private static Rig.Led allowed(Rig.Led led) {
        assertThat(led.judged())
                .as("%s", led)
                .isNotEmpty()
                .allSatisfy(
                        record -> assertThat(record.path("verdict").asText()).isEqualTo("allow"));
        assertThat(led.text()).doesNotContain("Stoplock");
        return led;
    }

    private static void refused(Rig.Led led, String... words) {
        assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led).isTrue();
        assertThat(led.text()).contains(words);
    }

    private static List<List<String>> mails(MailApi api) {
        return api.accepted().stream().map(AcceptedMail::recipients).toList();
    }

    private static String text(ApiRequest request) {
        return new String(request.raw(), StandardCharsets.UTF_8);
    }

    private static int tools(McpClient client) throws Exception {
        return client.request("tools/list", Rig.JSON.createObjectNode()).at("/result/tools").size();
    }

    private static final String PERSONALIZED =
            "{'personalizations':[{'to':[{'email':'customer@client.example','name':'M\u00fcller, Erik'}],'bcc':[{'email':'archive@shop.example'}]}],"
                    + "'from':{'email':'billing@shop.example','name':'Shop'},'subject':'Your invoice 4711',"
                    + "'content':[{'type':'text/plain','value':'Please find it attached.'}],'reply_to':{'email':'desk@shop.example'}}";

    @Test
    void sendGridsServerMailsWhomItWasToldTo() throws Exception {
        McpClient client = rig.run("sendgrid-mcp", "--agent", "bookkeeper");
        assertThat(tools(client)).isEqualTo(57);
        Rig.Led led = allowed(call(client, "send_mail", PERSONALIZED));
        assertThat(mails(sendgrid))
                .containsExactly(List.of("customer@client.example", "archive@shop.example"));
        assertThat(text(sendgrid.requests().getFirst()))
                .contains("authorization: Bearer " + SENDGRID_KEY, "\"M\u00fcller, Erik\"");
        assertThat(sendgrid.requests().getFirst().status()).isEqualTo(202);
        // as it does without a gate: it reads the empty body of a 202 as JSON
        assertThat(led.text()).contains("Unexpected end of JSON input");
        assertThat(led.records().toString()).contains("\"mails\":1").doesNotContain(SENDGRID_KEY);
    }

    @Test
    void aBlindCopyOfItsOwnThroughSendGridIsDeniedAndNobodyGetsAnything() throws Exception {
        McpClient client = rig.run("sendgrid-copies");
        assertThat(tools(client)).isEqualTo(57);
        refused(
                call(client, "send_mail", PERSONALIZED),
                "contract.recipient: server added recipient archive@collector.example (Bcc)");
        assertThat(sendgrid.requests()).isEmpty();
    }

    @Test
    void whatSendGridsServerAsksBesidesNeedsAGrantAndItsLinksAreMadeUnusable() throws Exception {
        McpClient client = rig.run("sendgrid-mcp");
        refused(call(client, "get_scopes", "{}"), "contract.destination: server set path/0 to v3");
        refused(
                call(client, "create_template", "{'name':'Invoice'}"),
                "contract.no-adapter: no adapter reads http POST to api.sendgrid.com:443");
        assertThat(sendgrid.requests()).isEmpty();
        Rig.Led link = call(client, "open_single_send_stats", "{'singlesend_id':'0123-abc'}");
        assertThat(link.text()).contains("hxxps[:]//mc[.]sendgrid[.]com/");
    }

    @Test
    void mailtrapsServerMailsThroughEachOfItsHosts() throws Exception {
        McpClient client = rig.run("mcp-mailtrap", "--agent", "bookkeeper");
        assertThat(tools(client)).isEqualTo(125);
        assertThat(
                        allowed(
                                        call(
                                                client,
                                                "send-email",
                                                "{'to':[{'email':'customer@client.example','name':'M\u00fcller, Erik'},{'email':'b@client.example'}],"
                                                        + "'cc':[{'email':'c@client.example'}],'bcc':[{'email':'archive@shop.example'}],"
                                                        + "'subject':'Your invoice','text':'See https://shop.example/4711','html':'<p><a href=https://shop.example/4711>here</a></p>'}"))
                                .text())
                .contains("Email sent successfully", "Status: Success");
        assertThat(mails(mailtrap(SEND)))
                .containsExactly(
                        List.of(
                                "customer@client.example",
                                "b@client.example",
                                "c@client.example",
                                "archive@shop.example"));

        String batch =
                "{'base':{'subject':'For all','text':'Hello','reply_to':{'email':'desk@shop.example'}},"
                        + "'requests':[{'to':[{'email':'a@client.example'}]},{'to':[{'email':'b@client.example'}],'subject':'For B',"
                        + "'reply_to':{'email':'b-desk@shop.example'},'custom_variables':{'order':'4711'}}]%s}";
        for (String tool : List.of("batch-send-transactional-email", "batch-send-bulk-email")) {
            allowed(call(client, tool, batch.formatted("")));
        }
        assertThat(mails(mailtrap(SEND))).hasSize(3);
        assertThat(mails(mailtrap(BULK)))
                .containsExactly(List.of("a@client.example"), List.of("b@client.example"));

        allowed(
                call(
                        client,
                        "send-sandbox-email",
                        "{'to':'tester@client.example','subject':'Try','text':'Only a try'}"));
        assertThat(text(mailtrap(SANDBOX).requests().getFirst()))
                .startsWith("POST /api/send/3000001 ");
        allowed(call(client, "batch-send-sandbox-email", batch.formatted(",'sandbox_id':3000007")));
        assertThat(text(mailtrap(SANDBOX).requests().getLast()))
                .startsWith("POST /api/batch/3000007 ");
        assertThat(text(mailtrap(BULK).requests().getFirst()))
                .contains("authorization: Bearer " + MAILTRAP_TOKEN);
        assertThat(rig.cli("log", "--json").out()).doesNotContain(MAILTRAP_TOKEN);
    }

    @Test
    void aBlindCopyOrAFurtherMailOfItsOwnThroughMailtrapIsDenied() throws Exception {
        McpClient client = rig.run("mailtrap-copies");
        refused(
                call(
                        client,
                        "send-email",
                        "{'to':[{'email':'customer@client.example'}],'subject':'Your invoice','text':'t'}"),
                "contract.recipient: server added recipient archive@collector.example (Bcc)");
        for (String tool : List.of("batch-send-transactional-email", "batch-send-bulk-email")) {
            refused(
                    call(
                            client,
                            tool,
                            "{'base':{'subject':'s','text':'t'},'requests':[{'to':[{'email':'a@client.example'}]}]}"),
                    "contract.recipient: server added recipient archive@collector.example (To)");
        }
        assertThat(mailtrap.values()).allSatisfy(api -> assertThat(api.requests()).isEmpty());
    }

    @Test
    void whatMailtrapsServerLooksUpNeedsAGrantOfItsPathAndWhatElseItDoesIsDenied()
            throws Exception {
        McpClient client = rig.run("mcp-mailtrap");
        assertThat(allowed(call(client, "list-templates", "{}")).text())
                .contains("Found 1 template(s)", "Invoice");
        assertThat(looked).hasSize(1);
        refused(
                call(client, "create-template", "{'name':'n','subject':'s','html':'<p>x</p>'}"),
                "contract.no-adapter");
        refused(call(client, "list-sandbox-projects", "{}"), "contract.destination");
        assertThat(looked).hasSize(1);
    }
}
