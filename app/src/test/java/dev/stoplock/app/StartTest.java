package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that asks its API something when it starts: refused until a person typed it, let go once
 * in each start then, and nothing else with it.
 */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StartTest {

    private static final String HONEST = "{\"start\":[\"/domains\"]}";
    private static final String QUESTION = "startup# | http GET /domains to api.resend.com:443";
    private static Rig rig;
    private static Path shared;
    private static Path mind;

    @BeforeAll
    static void lock() throws Exception {
        shared = Files.createTempDirectory(Path.of("/var/tmp"), "stoplock-it");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        mind = shared.resolve("mind.json");
        rig = Rig.depending("", "starting.mjs");
        rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
        rig.secret("RESEND_API_KEY", rig.resendKey);
        minded(HONEST);
        assertThat(add("1.0.15", Rig.SERVER).exit()).isZero();
    }

    @AfterAll
    static void end() throws Exception {
        rig.close();
        Rig.remove(shared);
    }

    private static Rig.Ran add(String version, String name) throws Exception {
        return rig.add(version, name, "--file", shared.toString(), "--env", "MIND=" + mind);
    }

    private static void minded(String json) throws Exception {
        Files.setPosixFilePermissions(
                Files.writeString(mind, json), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static String heard(McpClient client) throws Exception {
        JsonNode content = client.tool("heard", Rig.JSON.createObjectNode()).at("/result/content");
        // before it stands what was refused outside the call
        return content.path(content.size() - 1).path("text").asText();
    }

    private static List<JsonNode> judged(int from) throws Exception {
        return rig.recordsFrom(from).stream()
                .filter(each -> each.path("type").asText().equals("judged"))
                .toList();
    }

    @Test
    @Order(1)
    void nobodyTypedItSoItIsRefused() throws Exception {
        Rig.Ran ran = rig.cli("review", Rig.SERVER, "--tool", "none", "--accept");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out())
                .contains(
                        "at its start, without a call",
                        "  http GET to api.resend.com:443 · times: 1 · hides 0 bits",
                        "    path/0: constant \"domains\"",
                        "? at its start, without a call, the server sends http GET /domains to api.resend.com:443",
                        "not accepted: " + QUESTION);
        assertThat(Files.readString(rig.lockfile())).doesNotContain("startup");
        int before = rig.records().size();
        assertThat(heard(rig.run(Rig.SERVER))).isEqualTo("[403]");
        assertThat(judged(before))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.path("rule").asText()).isEqualTo("effect.no-call");
                    assertThat(each.path("leaves").asBoolean()).isFalse();
                });
        assertThat(rig.played.requests()).isEmpty();
    }

    @Test
    @Order(2)
    void whatWasTypedLeavesOnceAndIsOnRecordAsItsStart() throws Exception {
        Path typed =
                Files.writeString(
                        rig.folder.resolve("typed.yaml"),
                        "\"" + QUESTION + "\": \"api.resend.com:443\"\n");
        Rig.Ran ran =
                rig.cli(
                        "review",
                        Rig.SERVER,
                        "--tool",
                        "none",
                        "--accept",
                        "--answers",
                        typed.toString());
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out()).contains("and of its start; they hold");
        assertThat(Files.readString(rig.lockfile()))
                .contains("    startup:\n      - operation: \"http GET\"");
        rig.down();
        int before = rig.records().size();
        McpClient client = rig.run(Rig.SERVER);
        assertThat(heard(client)).isEqualTo("[200]");
        assertThat(rig.played.requests())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.header("authorization"))
                                .contains("Bearer " + rig.resendKey));
        JsonNode judged = judged(before).getFirst();
        assertThat(judged.path("verdict").asText()).isEqualTo("allow");
        String start = judged.path("call").asText();
        assertThat(start).endsWith("-startup");
        Rig.Ran explained = rig.cli("explain", start);
        assertThat(explained.exit()).as("%s", explained).isZero();
        assertThat(explained.out())
                .contains("(at its start, " + start + ")", "hashes to the signed root");
        assertThat(rig.cli("ps").out()).contains("at its start it may send 1 kind of request");
        assertThat(rig.cli("verify").exit()).isZero();
    }

    @Test
    @Order(3)
    void anotherReviewAsksNothingAgainAndAddsNothing() throws Exception {
        String locked = Files.readString(rig.lockfile());
        Rig.Ran ran =
                rig.cli("review", Rig.SERVER, "--tool", "none", "--accept", "--by", "another");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out()).doesNotContain("not accepted", "≠");
        String now = Files.readString(rig.lockfile());
        assertThat(now.substring(now.indexOf("startup:"), now.indexOf("    review:")))
                .isEqualTo(
                        locked.substring(
                                locked.indexOf("startup:"), locked.indexOf("    review:")));
    }

    /** What it does otherwise than in its review, and what came of each request. */
    @ParameterizedTest
    @Order(4)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"start\":[\"/domains\",\"/domains\"]} | [200,403] | 1",
                "{\"start\":[\"/domains/what-the-last-run-heard\",\"/domains\"]} | [403,200] | 1",
                "{\"start\":[\"/domains?of=the-last-run\",\"/audiences\"]} | [403,403] | 0",
                "{\"tools/list\":[\"/domains\"]} | [200] | 1",
                "{\"prompts/get\":[\"/domains\"]} | [403] | 0",
                "{\"notifications/elsewhere\":[\"/domains\"]} | [403] | 0",
                "{\"tools/call\":[\"/domains\"]} | `` | 0",
            })
    void nothingElseLeavesByIt(String does, String statuses, int reached) throws Exception {
        minded(does);
        int before = rig.played.requests().size();
        int records = rig.records().size();
        McpClient client = rig.run(Rig.SERVER);
        client.request("tools/list", Rig.JSON.createObjectNode());
        if (does.contains("prompts") || does.contains("notifications")) {
            ObjectNode secret = Rig.JSON.createObjectNode().put("name", "what the user wants");
            client.tell("notifications/elsewhere", secret);
            client.request("prompts/get", secret);
        }
        String heard = heard(client);
        assertThat(heard.startsWith("[") ? heard : "").isEqualTo(statuses);
        assertThat(rig.played.requests()).hasSize(before + reached);
        assertThat(judged(records).stream().filter(each -> !each.path("leaves").asBoolean()))
                .as("what was refused is no start's")
                .allSatisfy(
                        each -> assertThat(each.path("call").asText()).doesNotContain("startup"));
        client.close();
    }

    @Test
    @Order(5)
    void anUpdateThatSendsSomethingAtItsStartWaitsForAPerson() throws Exception {
        minded(HONEST);
        assertThat(add("1.0.16", "quiet").exit()).isZero();
        Rig.Ran ran = rig.cli("review", "quiet@1.0.15", "--tool", "none", "--accept");
        assertThat(ran.exit()).as("%s", ran).isEqualTo(5);
        assertThat(ran.out() + ran.err())
                .contains("≠ new effect", "review.held", "(new effect)", "at its start");
        assertThat(rig.cli("explain", "quiet@1.0.15").out())
                .contains("differs      new effect · ", "at its start, without a call");
    }
}
