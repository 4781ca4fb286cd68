package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Well-formed requests that the call did not ask for: what is denied, what is let go, and what the
 * agent hears.
 */
class BadEffectTest {

    private static final String PLAIN = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";
    private static Rig rig;
    private static McpClient client;
    private static String yaml = "";

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        yaml = Files.readString(rig.configFile());
        client = rig.run(Rig.SERVER);
    }

    /**
     * Starts the server with one more line of settings; those of servers that run already do not
     * change.
     */
    private static McpClient runWith(String line) throws Exception {
        String key = "  \"postmark-mcp\":\n";
        assertThat(yaml).contains(key);
        Files.writeString(rig.configFile(), yaml.replace(key, key + "    " + line + "\n"));
        try {
            return rig.join(Rig.SERVER);
        } finally {
            Files.writeString(rig.configFile(), yaml);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static ObjectNode mail(String host, String body) {
        return Rig.JSON.createObjectNode().put("op", "mail").put("host", host).put("body", body);
    }

    private static String body(String more) {
        return "{\"From\":\"billing@shop.example\",\"To\":\"customer@client.example\",\"Subject\":\"Your invoice\",\"TextBody\":\"x\""
                + more
                + "}";
    }

    private static Rig.Led assertDenied(McpClient with, String ops, String rule) throws Exception {
        Rig.Led led = rig.call(with, Rig.asking(ops));
        assertThat(led.reached()).as("%s", led).isZero();
        assertThat(led.judged())
                .as("%s", led)
                .anySatisfy(each -> {
                    assertThat(each.path("rule").asText()).isEqualTo(rule);
                    assertThat(each.path("verdict").asText()).isEqualTo("deny");
                    assertThat(each.path("leaves").asBoolean(true)).isFalse();
                });
        assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led).isTrue();
        assertThat(led.text())
                .contains("refused: " + rule + ": ", "hint: ", "Nothing of this call has left");
        return led;
    }

    @Test
    void aHonestMailLeavesWithTheRealCredential() throws Exception {
        Rig.Led led = rig.call(client, Rig.asking("[" + PLAIN + "]"));
        assertThat(led.reached()).isEqualTo(1);
        assertThat(led.answer().at("/result/isError").asBoolean()).isFalse();
        assertThat(rig.postmark.requests().getLast().mentions(rig.postmarkToken)).isTrue();
    }

    @Test
    void anAddedBlindCopyIsDeniedByName() throws Exception {
        Rig.Led led =
                assertDenied(
                        client,
                        "[" + mail(Rig.POSTMARK, body(",\"Bcc\":\"" + Rig.STRANGER + "\"")) + "]",
                        "contract.recipient");
        assertThat(led.text())
                .contains(
                        "server added recipient archive@collector.example (Bcc), which the call did not name");
        assertThat(led.judged().getFirst().path("unexplained").toString()).contains(Rig.STRANGER);
    }

    @Test
    void aBlindCopyInACustomHeaderIsDenied() throws Exception {
        String headers = ",\"Headers\":[{\"Name\":\"BcC\",\"Value\":\"" + Rig.STRANGER + "\"}]";
        assertDenied(client, "[" + mail(Rig.POSTMARK, body(headers)) + "]", "contract.recipient");
    }

    @Test
    void anotherReplyToAndAnotherSenderAreDenied() throws Exception {
        assertDenied(
                client,
                "[" + mail(Rig.POSTMARK, body(",\"ReplyTo\":\"" + Rig.STRANGER + "\"")) + "]",
                "contract.reply-to");
        assertDenied(
                client,
                "["
                        + mail(
                                Rig.POSTMARK,
                                body("").replace("billing@shop.example", "ceo@shop.example"))
                        + "]",
                "contract.sender");
    }

    @Test
    void aCredentialOfTheServersOwnIsDenied() throws Exception {
        ObjectNode own =
                mail(Rig.POSTMARK, body(""))
                        .put(
                                "credential",
                                "X-Postmark-Server-Token: 00000000-1111-2222-3333-444444444444");
        assertDenied(client, "[" + own + "]", "credential.foreign");
    }

    @Test
    void aPlaceholderOfOneHostIsDeniedAtAnother() throws Exception {
        String resend =
                "{\"from\":\"billing@shop.example\",\"to\":\"customer@client.example\",\"subject\":\"s\",\"text\":\"x\"}";
        ObjectNode crossed =
                mail(Rig.RESEND, resend).put("credential", "Authorization: Bearer @POSTMARK@");
        assertDenied(client, "[" + crossed + "]", "credential.foreign");
    }

    @Test
    void aSendFromAChildProcessIsJudgedLikeAnyOther() throws Exception {
        String child =
                "{\"op\":\"child\",\"does\":["
                        + mail(Rig.POSTMARK, body(",\"Cc\":\"" + Rig.STRANGER + "\""))
                        + "]}";
        assertDenied(client, "[" + child + "]", "contract.recipient");
    }

    @Test
    void aSecondSendOfTheSameMailIsOneTooManyAndTheAgentHearsWhatLeft() throws Exception {
        Rig.Led led = rig.call(rig.join(Rig.SERVER), Rig.asking("[" + PLAIN + "," + PLAIN + "]"));
        assertThat(led.reached()).isEqualTo(1);
        assertThat(led.answer().at("/result/isError").asBoolean()).isTrue();
        assertThat(led.text())
                .contains(
                        "refused: contract.recipient: ",
                        "already sent: POST /email",
                        "Do not send again");
    }

    @Test
    void aSendWithNoCallOpenIsDeniedAndTheClientIsTold() throws Exception {
        McpClient fresh = rig.join(Rig.SERVER);
        int reached = rig.reached();
        ObjectNode params = Rig.JSON.createObjectNode();
        params.set("asked", Rig.asking(""));
        params.putArray("does").add(Rig.JSON.readTree(PLAIN));
        fresh.tell("notifications/unasked", params);
        JsonNode notice = fresh.other("effect.no-call");
        assertThat(notice.path("method").asText()).isEqualTo("notifications/message");
        assertThat(rig.reached()).isEqualTo(reached);
        assertThat(rig.records())
                .anySatisfy(each -> {
                    assertThat(each.path("rule").asText()).isEqualTo("effect.no-call");
                    assertThat(each.has("call")).isFalse();
                });
    }

    @Test
    void aDeniedSendWithinTheLingerIsToldAfterwards() throws Exception {
        String late =
                "[{\"op\":\"later\",\"millis\":300,\"does\":["
                        + mail(Rig.POSTMARK, body(",\"Bcc\":\"" + Rig.STRANGER + "\""))
                        + "]}]";
        McpClient fresh = rig.join(Rig.SERVER);
        JsonNode first = fresh.tool("do", Rig.asking(late));
        assertThat(first.at("/result/isError").asBoolean()).isFalse();
        assertToldLate(fresh, "contract.recipient");
    }

    @Test
    void aSendAfterTheLingerIsDeniedAndTold() throws Exception {
        McpClient fresh = rig.join(Rig.SERVER);
        fresh.tool(
                "do", Rig.asking("[{\"op\":\"later\",\"millis\":2600,\"does\":[" + PLAIN + "]}]"));
        assertToldLate(fresh, "effect.no-call");
    }

    private static void assertToldLate(McpClient fresh, String rule) throws Exception {
        int reached = rig.reached();
        fresh.other(rule);
        assertThat(fresh.tool("do", Rig.asking("[]")).at("/result/content/0/text").asText())
                .startsWith("Stoplock: outside the call that this answers")
                .contains(rule);
        assertThat(rig.reached()).isEqualTo(reached);
    }

    @Test
    void aCancelledCallExplainsNothingAnyMore() throws Exception {
        McpClient fresh = rig.join(Rig.SERVER);
        int id = fresh.nextId();
        CompletableFuture<JsonNode> cancelled =
                fresh.startTool(
                        "do", Rig.asking("[{\"op\":\"on-cancel\",\"does\":[" + PLAIN + "]}]"));
        fresh.other("holding");
        int reached = rig.reached();
        fresh.tell("notifications/cancelled", Rig.JSON.createObjectNode().put("requestId", id));
        fresh.other("effect.no-call");
        assertThat(rig.reached()).isEqualTo(reached);
        assertThat(rig.records())
                .anySatisfy(each ->
                        assertThat(each.path("outcome").asText())
                                .isEqualTo("cancelled by the client"));
        assertThat(cancelled.isDone()).isFalse();
    }

    @Test
    void recipientsOfTwoOpenCallsInOneMailAreALeak() throws Exception {
        McpClient fresh = rig.join(Rig.SERVER);
        ObjectNode first = Rig.asking("[{\"op\":\"hold\"}]").put("to", "first@client.example");
        CompletableFuture<JsonNode> held = fresh.startTool("do", first);
        fresh.other("holding");
        String mixed =
                body(",\"Cc\":\"second@client.example\"")
                        .replace("customer@client.example", "first@client.example");
        ObjectNode second =
                Rig.asking("[" + mail(Rig.POSTMARK, mixed) + ",{\"op\":\"release\"}]")
                        .put("to", "third@client.example")
                        .put("cc", "second@client.example");
        Rig.Led led = rig.call(fresh, second);
        JsonNode other = held.get(30, TimeUnit.SECONDS);
        assertThat(led.reached()).isZero();
        assertThat(led.judged())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.path("rule").asText()).isEqualTo("contract.recipient"));
        assertThat(
                        led.answer().at("/result/isError").asBoolean()
                                || other.at("/result/isError").asBoolean())
                .isTrue();
    }

    private static String resend(String play) {
        return "[" + retry(play) + "," + retry(play) + "]";
    }

    private static ObjectNode retry(String play) {
        return mail(
                Rig.RESEND,
                "{\"from\":\"billing@shop.example\",\"to\":\"customer@client.example\",\"subject\":\"s\",\"text\":\""
                        + play
                        + "\"}");
    }

    @Test
    void aRetryAfterA503IsAllowed() throws Exception {
        Rig.Led led = rig.call(client, Rig.asking(resend("play-503-once")));
        assertThat(led.reached()).as("%s", led).isEqualTo(2);
        assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led).isFalse();
    }

    @Test
    void aRetryAfterAnUnknownOutcomeIsDenied() throws Exception {
        Rig.Led led = rig.call(client, Rig.asking(resend("play-two-lengths")));
        assertThat(led.reached()).as("%s", led).isEqualTo(1);
        assertThat(led.text()).contains("refused: contract.retry-unknown: ", "(it may have left)");
    }

    @Test
    void anAllowlistHoldsWhatTheCallItselfAskedFor() throws Exception {
        McpClient few = runWith("mail: {to: [\"*@client.example\"]}");
        Rig.Led led =
                rig.call(few, Rig.asking("[" + PLAIN + "]").put("to", "someone@other.example"));
        assertThat(led.reached()).isZero();
        assertThat(led.text())
                .contains(
                        "recipients.not-allowed: recipient someone@other.example is not on this server's allowlist");
        assertThat(rig.call(few, Rig.asking("[" + PLAIN + "]")).reached()).isEqualTo(1);
    }

    @Test
    void aLaxContractLetsGoThatGroupOnlyAndRecordsIt() throws Exception {
        String copied = "[" + mail(Rig.POSTMARK, body(",\"Bcc\":\"" + Rig.STRANGER + "\"")) + "]";
        McpClient lax = runWith("modes: {contract: report}");
        Rig.Led led = rig.call(lax, Rig.asking(copied));
        assertThat(led.reached()).as("%s", led).isEqualTo(1);
        assertThat(led.answer().at("/result/isError").asBoolean()).isFalse();
        assertThat(led.judged())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.path("verdict").asText()).isEqualTo("deny");
                    assertThat(each.path("mode").asText()).isEqualTo("report");
                    assertThat(each.path("leaves").asBoolean()).isTrue();
                });
        assertOtherGroupsHold(lax);
        McpClient open = runWith("modes: {contract: open}");
        Rig.Led recorded = rig.call(open, Rig.asking(copied));
        assertThat(recorded.reached()).isEqualTo(1);
        assertThat(recorded.judged())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.path("mode").asText()).isEqualTo("open");
                    assertThat(each.path("sentence").asText()).startsWith("recorded only: ");
                });
        assertOtherGroupsHold(open);
    }

    @Test
    void aServerOfKindWebGoesWhereNothingExplainsItAndThatIsSaidEverywhere() throws Exception {
        String copied = "[" + mail(Rig.POSTMARK, body(",\"Bcc\":\"" + Rig.STRANGER + "\"")) + "]";
        McpClient web = runWith("kind: web");
        Rig.Led led = rig.call(web, Rig.asking(copied));
        assertThat(led.reached()).as("%s", led).isEqualTo(1);
        assertThat(led.judged())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.path("mode").asText()).isEqualTo("report");
                    assertThat(each.path("sentence").asText())
                            .startsWith("destination not explained (kind web): ");
                });
        assertThat(rig.cli("explain", led.judged().getFirst().path("effect").asText()).out())
                .contains("destination not explained");
        assertThat(rig.cli("ps").out()).contains("kind web: destination not explained");
        assertCredentialsAndWireHold(web);
    }

    private static void assertOtherGroupsHold(McpClient lax) throws Exception {
        assertDenied(
                lax,
                "[{\"op\":\"raw\",\"host\":\"198.51.100.1\",\"plain\":true,\"bytes\":\"x\"}]",
                "host.not-granted");
        assertCredentialsAndWireHold(lax);
    }

    private static void assertCredentialsAndWireHold(McpClient lax) throws Exception {
        ObjectNode own =
                mail(Rig.POSTMARK, body(""))
                        .put(
                                "credential",
                                "X-Postmark-Server-Token: 00000000-1111-2222-3333-444444444444");
        assertDenied(lax, "[" + own + "]", "credential.foreign");
        assertDenied(
                lax,
                "[" + mail(Rig.POSTMARK, body(",\"subject\":\"again\"")) + "]",
                "wire.duplicate-key");
    }

    @Test
    void aLaxHostResolvesEveryNameAndStillJudgesWhatIsSentThere() throws Exception {
        for (String mode : List.of("report", "open")) {
            McpClient lax = runWith("modes: {host: " + mode + "}");
            Rig.Led led =
                    rig.call(
                            lax,
                            Rig.asking("[{\"op\":\"lookup\",\"name\":\"collector.example\"}]"));
            assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led).isFalse();
            assertThat(led.text()).contains("198.1");
            String fetch = "[{\"op\":\"fetch\",\"url\":\"https://collector.example/\"}]";
            assertDenied(lax, fetch, "contract.destination");
        }
    }

    @Test
    void aLaxCredentialLetsTheServersOwnGo() throws Exception {
        McpClient lax = runWith("modes: {credential: report}");
        ObjectNode own =
                mail(Rig.POSTMARK, body(""))
                        .put(
                                "credential",
                                "X-Postmark-Server-Token: 00000000-1111-2222-3333-444444444444");
        Rig.Led led = rig.call(lax, Rig.asking("[" + own + "]"));
        assertThat(led.reached()).as("%s", led).isEqualTo(1);
        assertThat(rig.postmark.requests().getLast().status()).isEqualTo(401);
        assertThat(led.judged())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.path("rule").asText()).isEqualTo("credential.foreign"));
        assertDenied(
                lax,
                "[" + mail(Rig.POSTMARK, body(",\"Bcc\":\"" + Rig.STRANGER + "\"")) + "]",
                "contract.recipient");
    }
}
