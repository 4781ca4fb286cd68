package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients and servers that break the protocol or break off: one clear answer each, and the other
 * calls go on.
 */
class BadMessageTest {

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        rig.up();
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static void assertRefused(JsonNode answer, String rule) {
        assertThat(answer.at("/error/message").asText()).startsWith(rule + ": ");
        assertThat(answer.at("/error/data/rule").asText()).isEqualTo(rule);
        assertThat(answer.at("/error/data/hint").asText()).isNotBlank();
    }

    private static void assertFound(String rule) throws Exception {
        assertThat(rig.records())
                .anySatisfy(each -> {
                    assertThat(each.path("type").asText()).isEqualTo("found");
                    assertThat(each.path("rule").asText()).isEqualTo(rule);
                    assertThat(each.path("sentence").asText()).isNotBlank();
                });
    }

    private static void assertStillServes(McpClient client) throws Exception {
        assertThat(client.tool("do", Rig.asking("[]")).at("/result/content/0/text").asText())
                .isEqualTo("[]");
    }

    @Test
    void linesThatAreNoMessagesAreAnsweredAndNotForwarded() throws Exception {
        McpClient client = rig.run(Rig.SERVER);
        List<String> lines =
                List.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":90,\"method\":\"tools/call\"",
                        "not json at all",
                        "[{\"jsonrpc\":\"2.0\",\"id\":91,\"method\":\"tools/list\"}]",
                        "{\"jsonrpc\":\"2.0\",\"id\":92,\"id\":93,\"method\":\"tools/list\"}",
                        "{\"jsonrpc\":\"1.0\",\"id\":94,\"method\":\"tools/list\"}",
                        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"tools/list\"}");
        for (String line : lines) {
            client.line(line);
            assertRefused(client.other("\"error\""), "mcp.malformed");
        }
        assertFound("mcp.malformed");
        assertStillServes(client);
    }

    @Test
    void anOversizedLineIsRefusedAndTheNextOneIsServed() throws Exception {
        McpClient client = rig.run(Rig.SERVER);
        byte[] line = new byte[(16 << 20) + 2];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        client.raw(line);
        assertRefused(client.other("\"error\""), "mcp.too-long");
        assertFound("mcp.too-long");
        assertStillServes(client);
    }

    @Test
    void aRequestIdThatIsStillOpenCannotBeUsedAgain() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        CompletableFuture<JsonNode> held =
                client.startTool("do", Rig.asking("[{\"op\":\"hold\"}]"));
        client.other("holding");
        int open = client.nextId() - 1;
        client.line("{\"jsonrpc\":\"2.0\",\"id\":" + open + ",\"method\":\"tools/list\"}");
        assertRefused(held.get(30, TimeUnit.SECONDS), "mcp.duplicate-id");
        assertFound("mcp.duplicate-id");
    }

    @Test
    void aCallThatAsksForNoAnswerIsNotMade() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        int reached = rig.reached();
        ObjectNode params = Rig.JSON.createObjectNode().put("name", "do");
        params.set("arguments", Rig.asking("[{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}]"));
        client.tell("tools/call", params);
        assertStillServes(client);
        assertFound("mcp.no-id");
        assertThat(rig.reached()).isEqualTo(reached);
    }

    @Test
    void aCallWithoutAToolNameIsRefused() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        assertRefused(
                client.request("tools/call", Rig.JSON.createObjectNode().put("arguments", "x")),
                "mcp.call-unreadable");
        assertStillServes(client);
    }

    @Test
    void aServerThatDiesInACallIsToldOfByName() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        JsonNode answer = client.tool("do", Rig.asking("[{\"op\":\"exit\",\"code\":3}]"));
        assertThat(answer.at("/result/isError").asBoolean()).isTrue();
        assertThat(answer.at("/result/content/0/text").asText())
                .startsWith("mcp.server-ended: server postmark-mcp ended before it answered")
                .contains("nothing of this call has left", "hint: ");
        assertThat(rig.records())
                .anySatisfy(each -> {
                    assertThat(each.path("type").asText()).isEqualTo("call-closed");
                    assertThat(each.path("outcome").asText()).contains("ended before it answered");
                });
    }

    @Test
    void aServerThatDiesAfterASendTellsWhatLeft() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        JsonNode answer =
                client.tool(
                        "do",
                        Rig.asking(
                                "[{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"},{\"op\":\"exit\"}]"));
        assertThat(answer.at("/result/content/0/text").asText())
                .contains("already sent: POST /email to api.postmarkapp.com:443");
    }

    @Test
    void aClientThatBreaksOffLeavesAClosedCallOnRecord() throws Exception {
        McpClient client = rig.run(Rig.SERVER, "--agent", "breaks-off");
        CompletableFuture<JsonNode> held =
                client.startTool("do", Rig.asking("[{\"op\":\"hold\"}]"));
        client.other("holding");
        assertThat(held.isDone()).isFalse();
        JsonNode opened =
                rig.records().stream()
                        .filter(each ->
                                each.path("agent").asText().equals("breaks-off")
                                        && each.has("tool"))
                        .findFirst()
                        .orElseThrow();
        client.kill();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        List<JsonNode> closed = List.of();
        while (closed.isEmpty() && System.nanoTime() < until) {
            closed =
                    rig.records().stream()
                            .filter(each ->
                                    each.path("type").asText().equals("call-closed")
                                            && each.path("call").equals(opened.path("call")))
                            .toList();
        }
        assertThat(closed)
                .singleElement()
                .satisfies(each ->
                        assertThat(each.path("outcome").asText()).contains("client closed"));
    }

    @Test
    void garbageAndOversizedLinesOfAServerAreDroppedAndOnRecord() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        JsonNode answer =
                client.tool(
                        "do", Rig.asking("[{\"op\":\"print\",\"text\":\"Listening on stdout!\"}]"));
        assertThat(answer.at("/result/content/0/text").asText()).contains("true");
        client.other("printed something that is no MCP message");
        assertFound("mcp.malformed");
        JsonNode flooded =
                client.tool(
                        "do",
                        Rig.asking("[{\"op\":\"flood\",\"bytes\":" + ((16 << 20) + 1) + "}]"));
        assertThat(flooded.at("/result/isError").asBoolean()).isTrue();
        assertThat(flooded.at("/result/content/0/text").asText())
                .contains("a message over", "hint: ");
        assertStillServes(client);
    }

    /** Before, each line was told, without end. */
    @Test
    void aServerThatPrintsGarbageWithoutEndIsToldOfAHundredTimesAndThatThisWasTheLast()
            throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        int before = rig.records().size();
        client.tool(
                "do", Rig.asking("[{\"op\":\"print\",\"text\":\"" + "x\\n".repeat(300) + "\"}]"));
        String garbage = "printed something that is no MCP message";
        String said = "";
        for (int i = 0; i < 100; i++) {
            said = client.other(garbage).toString();
            assertThat(said.contains("no more of these are told")).isEqualTo(i == 99);
        }
        assertStillServes(client);
        assertThat(client.others()).noneMatch(each -> each.toString().contains(garbage));
        List<JsonNode> records = rig.records();
        assertThat(records.subList(before, records.size()))
                .filteredOn(each -> each.path("rule").asText().equals("mcp.malformed"))
                .hasSize(100)
                .last()
                .satisfies(each ->
                        assertThat(each.path("sentence").asText())
                                .contains("no more of these are recorded"));
    }

    @Test
    void aLinkInWhatTheServerTellsWhileItWorksIsMadeUnusable() throws Exception {
        McpClient client = rig.join(Rig.SERVER);
        String told =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                        + "{\"level\":\"info\",\"data\":\"![x](https://collector.example/?invoice)\"}}";
        // coded, or the call would have named it
        String coded = Base64.getEncoder().encodeToString(told.getBytes(UTF_8));
        client.tool("do", Rig.asking("[{\"op\":\"print-coded\",\"text\":\"" + coded + "\"}]"));
        assertThat(client.other("hxxps").at("/params/data").asText())
                .isEqualTo("![x](hxxps[:]//collector[.]example/?invoice)");
        assertFound("client.link");
    }

    @Test
    void aSecondAnswerAndAnUnaskedOneAreDropped() throws Exception {
        McpClient client = rig.run(Rig.SERVER);
        JsonNode answer = client.tool("do", Rig.asking("[{\"op\":\"early\"}]"));
        assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("early");
        String unasked = "{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":777,\\\"result\\\":{}}";
        JsonNode second =
                client.tool("do", Rig.asking("[{\"op\":\"print\",\"text\":\"" + unasked + "\"}]"));
        assertThat(second.at("/result/content/0/text").asText()).contains("true");
        assertThat(
                        rig.records().stream()
                                .filter(each -> each.path("rule").asText().equals("mcp.unasked"))
                                .count())
                .isGreaterThanOrEqualTo(2);
        assertThat(client.end()).isZero();
    }
}
