package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Finding;
import dev.stoplock.gate.ledger.LedgerReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Limits of a server, tiers of its tools, and what is found in the ledger, through the whole of
 * Stoplock.
 */
class LimitsTest {

    private static final String PLAIN = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";
    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked("looper", "mailer", "tiered");
        rig.limit("looper", "identical-calls: 3");
        rig.limit("mailer", "mails-per-hour: 2");
        rig.edit("  \"tiered\":\n", "  \"tiered\":\n    promote: {content: 2}\n");
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static List<JsonNode> ofType(Rig.Led led, String type) {
        return led.records().stream()
                .filter(each -> each.path("type").asText().equals(type))
                .toList();
    }

    private static void assertStopped(Rig.Led led, String rule, int tripped) {
        assertThat(led.reached()).as("%s", led).isZero();
        assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led).isTrue();
        assertThat(led.text())
                .startsWith("STOP. Stoplock did not make this call")
                .contains("stopped: " + rule + ": server ", "; it works again at 20", "hint: ");
        assertThat(led.judged()).isEmpty();
        assertThat(ofType(led, "tripped")).as("%s", led).hasSize(tripped);
        assertThat(ofType(led, "call-opened")).hasSize(1);
        assertThat(ofType(led, "call-closed"))
                .singleElement()
                .satisfies(closed ->
                        assertThat(closed.path("outcome").asText())
                                .isEqualTo("refused by stoplock: " + rule));
    }

    private static ObjectNode mailTo(String address) {
        String body =
                "{\"From\":\"billing@shop.example\",\"To\":\""
                        + address
                        + "\",\"Subject\":\"Your invoice\",\"TextBody\":\"x\"}";
        return Rig.JSON
                .createObjectNode()
                .put("op", "mail")
                .put("host", Rig.POSTMARK)
                .put("body", body);
    }

    @Test
    void aLoopAndAFloodAreStoppedAndToldAndStayStoppedAfterARestart() throws Exception {
        ObjectNode same = Rig.asking("[" + PLAIN + "]");
        McpClient looper = rig.run("looper");
        for (int i = 0; i < 3; i++) {
            assertThat(rig.call(looper, same).reached()).isEqualTo(1);
        }
        assertStopped(rig.call(looper, same), "limit.identical-calls", 1);
        assertStopped(rig.call(rig.join("looper"), same), "limit.identical-calls", 0);

        ObjectNode flood =
                Rig.asking(
                        "["
                                + mailTo("a@client.example")
                                + ","
                                + mailTo("b@client.example")
                                + ","
                                + mailTo("c@client.example")
                                + "]");
        flood.putArray("to")
                .add("a@client.example")
                .add("b@client.example")
                .add("c@client.example");
        McpClient mailer = rig.join("mailer");
        Rig.Led flooded = rig.call(mailer, flood);
        assertThat(flooded.reached()).as("%s", flooded).isEqualTo(2);
        assertThat(flooded.text())
                .contains(
                        "refused: limit.mails-per-hour: server mailer sent 2 mails within an hour,"
                                + " which is its limit; it works again at ",
                        "already sent: POST /email");
        assertThat(flooded.judged()).hasSize(3);
        JsonNode last = flooded.judged().getLast();
        assertThat(last.path("rule").asText()).isEqualTo("limit.mails-per-hour");
        assertThat(last.path("verdict").asText()).isEqualTo("deny");
        assertThat(last.path("leaves").asBoolean(true)).isFalse();
        assertThat(last.path("recipients").toString()).contains("c@client.example");
        assertThat(ofType(flooded, "tripped")).hasSize(1);
        assertStopped(rig.call(mailer, Rig.asking("[]")), "limit.mails-per-hour", 0);

        rig.down();
        looper = rig.run("looper");
        assertStopped(rig.call(looper, same), "limit.identical-calls", 0);
        assertStopped(rig.call(rig.join("mailer"), Rig.asking("[]")), "limit.mails-per-hour", 0);
        assertThat(rig.call(looper, same.put("subject", "Another")).reached()).isEqualTo(1);
    }

    @Test
    void anAllowedMailToANewAddressIsFoundWithItsCallAndVersion() throws Exception {
        ObjectNode arguments = Rig.asking("[" + PLAIN + "]").put("to", "new@client.example");
        Rig.Led led = rig.call(rig.run("looper"), arguments);
        assertThat(led.reached()).as("%s", led).isEqualTo(1);
        JsonNode judged = led.judged().getFirst();
        rig.down();
        Rig.Ran log = rig.cli("log", "--json");
        String line =
                log.out()
                        .lines()
                        .filter(each -> each.contains("\"detect.first-recipient\""))
                        .filter(each -> each.contains("new@client.example"))
                        .findFirst()
                        .orElseThrow();
        JsonNode found = Rig.JSON.readTree(line);
        assertThat(found.path("sentence").asText())
                .isEqualTo(
                        "postmark-mcp 1.0.15 mails new@client.example (never before by this server) in call "
                                + judged.path("call").asText());
        assertThat(found.path("call")).isEqualTo(judged.path("call"));
        assertThat(found.path("evidence").get(0)).isEqualTo(judged.path("index"));
        assertSameFindings();
    }

    @Test
    void contentsAreCountedThenEnforcedAfterCleanCallsAndStaySoAfterARestart() throws Exception {
        ObjectNode same = Rig.asking("[" + PLAIN + "]");
        ObjectNode added =
                Rig.asking(
                        "["
                                + mailTo("customer@client.example")
                                        .put(
                                                "body",
                                                "{\"From\":\"billing@shop.example\",\"To\":\"customer@client.example\","
                                                        + "\"Subject\":\"Your invoice\",\"TextBody\":\"Pay to the new account.\"}")
                                + "]");
        McpClient tiered = rig.run("tiered");
        Rig.Led told = rig.call(tiered, added);
        assertThat(told.reached()).as("%s", told).isEqualTo(1);
        JsonNode judged = told.judged().getFirst();
        assertThat(judged.at("/contents/unexplainedContent").toString())
                .isEqualTo("[\"body/textbody\"]");
        assertThat(judged.at("/contents/enforced")).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(rig.call(tiered, same.put("subject", "No " + i)).reached()).isEqualTo(1);
        }
        Rig.Ran ps = rig.cli("ps");
        assertThat(ps.out()).contains("do: content in report (2 of 2 clean calls)");

        assertDeniedByTierTwo(rig.call(tiered, added), 1);
        assertThat(rig.cli("ps").out()).contains("do: content enforced");
        assertThat(rig.cli("log").out())
                .contains("tier 2 (content) of tool do is enforced from here on, after 2 clean");
        assertThat(rig.call(tiered, same.put("subject", "No 3")).reached()).isEqualTo(1);

        rig.down();
        assertDeniedByTierTwo(rig.call(rig.run("tiered"), added), 0);
    }

    private static void assertDeniedByTierTwo(Rig.Led led, int promoted) {
        assertThat(led.reached()).as("%s", led).isZero();
        assertThat(led.text())
                .contains("refused: contract.content: server set body/textbody to", "tier 2");
        assertThat(ofType(led, "tiered")).as("%s", led).hasSize(promoted);
        JsonNode judged = led.judged().getFirst();
        assertThat(judged.path("rule").asText()).isEqualTo("contract.content");
        assertThat(judged.at("/contents/enforced").toString()).isEqualTo("[\"content\"]");
    }

    /** A fold over the ledger on disk gives what the daemon recorded. */
    private static void assertSameFindings() throws Exception {
        List<AuditRecord> records =
                new LedgerReader(rig.home.resolve("ledger"), rig.home.resolve("keys")).records();
        List<Event> recorded = new ArrayList<>();
        for (AuditRecord record : records) {
            if (record.event() instanceof Event.Found found && found.id() != null) {
                recorded.add(found);
            }
        }
        List<Event> replayed = new ArrayList<>();
        for (Finding finding : Detectors.findings(records)) {
            replayed.add(finding.event());
        }
        assertThat(recorded).isNotEmpty().isEqualTo(replayed);
    }
}
