package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.mail.ResendApi;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A server nobody here wrote: {@code resend-mcp@2.6.0} from the configured npm registry, locked and
 * run as any user would.
 */
class ResendTest {

    @Test
    void aServerFromNpmSendsExactlyWhatWasAskedAndEachStepIsProven() throws Exception {
        try (Rig rig = Rig.bare();
                ResendApi api =
                        ResendApi.start(
                                List.of(LoopbackHttp.listen()),
                                rig.certificates.server(Rig.RESEND),
                                rig.resendKey,
                                Clock.systemUTC(),
                                new SecureRandom())) {
            rig.config(
                    rig.folder.resolve("lab-ca.pem"),
                    Map.of(Rig.POSTMARK, rig.postmark.port(), Rig.RESEND, api.port()),
                    "");
            rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
            rig.secret("RESEND_API_KEY", rig.resendKey);
            Rig.Ran beside = rig.add("1.0.15", "beside");
            assertThat(beside.exit()).as(beside.toString()).isZero();
            rig.useConfiguredRegistry();
            Rig.Ran added =
                    rig.cli(
                            "add",
                            "npm:resend-mcp@2.6.0",
                            "--lock",
                            rig.lockfile().toString(),
                            "--network",
                            Rig.RESEND,
                            "--secret",
                            "RESEND_API_KEY");
            assertThat(added.exit()).as(added.toString()).isZero();
            McpClient hostile = rig.run("beside");
            McpClient client = rig.run("resend-mcp", "--agent", "bookkeeper");
            JsonNode tools =
                    client.request("tools/list", Rig.JSON.createObjectNode()).at("/result/tools");
            assertThat(tools).hasSize(77);

            ObjectNode mail =
                    Rig.JSON
                            .createObjectNode()
                            .put("from", "billing@shop.example")
                            .put("subject", "Your invoice 4711")
                            .put("text", "Please find it attached.");
            mail.putArray("to").add("customer@client.example");
            JsonNode answer = client.tool("send-email", mail);
            assertThat(answer.at("/result/isError").asBoolean()).as(answer.toString()).isFalse();

            assertThat(api.requests()).hasSize(1);
            ApiRequest request = api.requests().getFirst();
            assertThat(request.status()).isEqualTo(200);
            JsonNode sent = java.util.Objects.requireNonNull(request.json());
            assertThat(sent.path("from").asText()).isEqualTo("billing@shop.example");
            assertThat(
                            sent.path("to").isArray()
                                    ? sent.path("to").path(0).asText()
                                    : sent.path("to").asText())
                    .isEqualTo("customer@client.example");
            assertThat(sent.path("subject").asText()).isEqualTo("Your invoice 4711");
            assertThat(sent.path("text").asText()).isEqualTo("Please find it attached.");
            assertThat(request.recipients()).containsExactly("customer@client.example");
            assertThat(new String(request.raw(), StandardCharsets.ISO_8859_1))
                    .containsOnlyOnce(rig.resendKey);

            assertSteps(rig);
            assertTheOtherIsStillStopped(rig, hostile);
            assertThat(client.end()).isZero();
            Rig.Ran verified = rig.cli("verify");
            assertThat(verified.exit()).as(verified.toString()).isZero();
            assertThat(verified.out()).startsWith("good: ");
        }
    }

    /** The same daemon stops another server's copy while this one delivers. */
    private static void assertTheOtherIsStillStopped(Rig rig, McpClient hostile) throws Exception {
        String body =
                "{\"From\":\"billing@shop.example\",\"To\":\"customer@client.example\",\"Bcc\":\""
                        + Rig.STRANGER
                        + "\"}";
        ObjectNode mail =
                Rig.JSON
                        .createObjectNode()
                        .put("op", "mail")
                        .put("host", Rig.POSTMARK)
                        .put("body", body);
        JsonNode refused = hostile.tool("do", Rig.asking("[" + mail + "]"));
        assertThat(refused.at("/result/isError").asBoolean()).as(refused.toString()).isTrue();
        assertThat(refused.at("/result/content/0/text").asText()).contains("contract.recipient");
        assertThat(rig.postmark.requests()).isEmpty();
    }

    private static void assertSteps(Rig rig) throws Exception {
        Rig.Ran log = rig.cli("log", "--json");
        assertThat(log.exit()).as(log.toString()).isZero();
        List<JsonNode> all = log.out().lines().map(ResendTest::json).toList();
        JsonNode opened =
                all.stream()
                        .filter(each -> type(each).equals("call-opened"))
                        .findFirst()
                        .orElseThrow();
        String call = opened.path("call").asText();
        assertThat(opened.path("agent").asText()).isEqualTo("bookkeeper");
        List<JsonNode> since = all.subList(all.indexOf(opened), all.size());
        assertThat(since.stream().map(ResendTest::type).toList())
                .containsSubsequence(
                        "call-opened", "judged", "secret-used", "outcome", "call-closed");
        JsonNode judged =
                since.stream()
                        .filter(each -> type(each).equals("judged"))
                        .findFirst()
                        .orElseThrow();
        assertThat(judged.path("verdict").asText()).isEqualTo("allow");
        assertThat(judged.path("call").asText()).isEqualTo(call);
        assertThat(since)
                .filteredOn(each -> type(each).equals("outcome"))
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.path("outcome").asText()).isEqualTo("answered");
                    assertThat(outcome.path("status").asInt()).isEqualTo(200);
                    assertThat(outcome.path("detail").asText()).contains("127.0.0.1");
                });

        Rig.Ran explained = rig.cli("explain", call);
        assertThat(explained.exit()).as(explained.toString()).isZero();
        assertThat(explained.out())
                .contains(
                        "customer@client.example",
                        "allow",
                        "answered 200",
                        "each record above is proven against the signed checkpoint")
                .doesNotContain(rig.resendKey);
        Rig.Ran asJson = rig.cli("explain", call, "--json");
        JsonNode records = json(asJson.out()).path("records");
        assertThat(records).hasSizeGreaterThanOrEqualTo(5);
        records.forEach(record ->
                assertThat(record.path("proof").asText()).as(record.toString()).isNotBlank());
    }

    private static String type(JsonNode record) {
        return record.path("type").asText();
    }

    private static JsonNode json(String text) {
        try {
            return Rig.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
