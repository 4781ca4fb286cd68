package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
 * The daemon, killed with SIGKILL at each step of a send. One home for all: each step begins with
 * what the one before left behind, and proves that it was taken up.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillAtEachStepTest {

    private static final String MODES = "    modes: {contract: report}\n";

    /** What became of the mail to each address, as the ledger and the API say. */
    private static final Map<String, Fate> FATES = new LinkedHashMap<>();

    private static Rig rig;
    private static GateProcess gate;

    @BeforeAll
    static void aHome() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        rig.down();
        gate = GateProcess.parking(rig);
    }

    @AfterAll
    static void stop() throws Exception {
        gate.close();
        rig.close();
    }

    @Test
    @Order(1)
    void before_judging_nothing_is_recorded_and_nothing_leaves() throws Exception {
        killedAt(ParkingMain.Step.BEFORE_JUDGING, Fate.NEVER_JUDGED, 0);
    }

    @Test
    @Order(2)
    void before_the_record_nothing_leaves() throws Exception {
        killedAt(ParkingMain.Step.BEFORE_RECORD, Fate.NEVER_JUDGED, 0);
    }

    @Test
    @Order(3)
    void after_the_record_it_may_have_left_although_it_did_not() throws Exception {
        killedAt(ParkingMain.Step.BEFORE_DIALLING, Fate.MAY_HAVE_LEFT, 0);
    }

    @Test
    @Order(4)
    void while_the_api_has_it_and_has_not_answered_it_may_have_left() throws Exception {
        McpClient client = working();
        String to = "withheld@client.example";
        CompletableFuture<JsonNode> asked = withheld(client, GateProcess.mail(to));
        assertThat(GateProcess.signs(rig)).isNull();
        assertThat(GateProcess.command(rig, "explain", lastCall(GateProcess.records(rig))).out())
                .as("under way, and shown so")
                .contains("no outcome is on record: it may have left");
        gate.kill();
        rig.played.release();
        assertTold(client, asked);
        assertAfterwards(to, Fate.MAY_HAVE_LEFT, 1);
    }

    private static CompletableFuture<JsonNode> withheld(McpClient client, ObjectNode mail)
            throws Exception {
        int before = rig.played.requests().size();
        CompletableFuture<JsonNode> asked = client.startTool("do", mail.put("text", "play-hold"));
        assertThat(
                        GateProcess.comes(
                                TimeUnit.SECONDS.toNanos(30),
                                () -> rig.played.requests().size() > before))
                .isTrue();
        return asked;
    }

    @Test
    @Order(5)
    void when_the_answer_came_but_is_not_recorded_it_may_have_left() throws Exception {
        killedAt(ParkingMain.Step.BEFORE_OUTCOME, Fate.MAY_HAVE_LEFT, 1);
    }

    @Test
    @Order(6)
    void after_the_outcome_it_was_delivered_whoever_knows() throws Exception {
        killedAt(ParkingMain.Step.AFTER_OUTCOME, Fate.DELIVERED, 1);
    }

    @Test
    @Order(7)
    void before_the_call_is_closed_it_was_delivered() throws Exception {
        killedAt(ParkingMain.Step.BEFORE_CLOSED, Fate.DELIVERED, 1);
    }

    @Test
    @Order(8)
    void when_the_call_is_closed_but_not_answered_it_was_delivered() throws Exception {
        killedAt(ParkingMain.Step.AFTER_CLOSED, Fate.DELIVERED, 1);
    }

    /** A mode that lets a copy go to its stranger does not let it go without a trace. */
    @Test
    @Order(9)
    void in_report_mode_a_copy_that_nobody_asked_for_may_have_left_as_well() throws Exception {
        McpClient client = watched();
        String stranger = "withheld@collector.example";
        CompletableFuture<JsonNode> asked = withheld(client, copied(stranger, "play-hold"));
        gate.kill();
        rig.played.release();
        assertTold(client, asked);
        assertAfterwards(stranger, Fate.MAY_HAVE_LEFT, 1);
    }

    @Tag("full")
    @Order(9)
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "BEFORE_JUDGING, NEVER_JUDGED, 0",
        "BEFORE_RECORD, NEVER_JUDGED, 0",
        "BEFORE_DIALLING, MAY_HAVE_LEFT, 0",
        "BEFORE_OUTCOME, MAY_HAVE_LEFT, 1",
        "AFTER_OUTCOME, DELIVERED, 1",
        "BEFORE_CLOSED, DELIVERED, 1",
        "AFTER_CLOSED, DELIVERED, 1"
    })
    void in_report_mode_each_step_is_told_as_in_any(ParkingMain.Step step, Fate fate, int arrived)
            throws Exception {
        String stranger = step.name().toLowerCase(Locale.ROOT) + "@collector.example";
        killedAt(watched(), step, stranger, copied(stranger, "x"), fate, arrived);
    }

    /** A client of an instance whose contract is in report mode. */
    private static McpClient watched() throws Exception {
        String key = "  \"" + Rig.SERVER + "\":\n";
        String strict = Files.readString(rig.configFile());
        assertThat(strict).contains(key);
        Files.writeString(rig.configFile(), strict.replace(key, key + MODES));
        try {
            return working();
        } finally {
            Files.writeString(rig.configFile(), strict);
        }
    }

    /** Asks for a mail, of which the server sends this stranger a copy. */
    private static ObjectNode copied(String stranger, String text) throws Exception {
        ObjectNode body =
                Rig.JSON
                        .createObjectNode()
                        .put("from", "billing@shop.example")
                        .put("to", "customer@client.example")
                        .put("bcc", stranger)
                        .put("subject", "Your invoice")
                        .put("text", text);
        ObjectNode mail = Rig.JSON.createObjectNode().put("op", "mail").put("host", Rig.RESEND);
        return Rig.asking("[" + mail.put("body", body.toString()) + "]");
    }

    /** Nothing is killed here: what is on its way counts from the moment it may leave. */
    @Test
    @Order(10)
    void a_server_that_ends_while_its_mail_is_dialled_for_is_not_said_to_have_sent_nothing()
            throws Exception {
        McpClient client = working();
        gate.arm(ParkingMain.Step.BEFORE_DIALLING);
        CompletableFuture<JsonNode> asked =
                client.startTool("do", GateProcess.mail("dialled@client.example"));
        gate.awaitParked(ParkingMain.Step.BEFORE_DIALLING);
        client.startTool("do", Rig.asking("[{\"op\":\"exit\"}]"));
        assertThat(asked.get(30, TimeUnit.SECONDS).toString())
                .contains("mcp.server-ended", "(it may have left)")
                .doesNotContain("nothing of this call has left");
        gate.go();
    }

    @Test
    @Order(11)
    void after_all_of_it_a_call_works_and_the_command_proves_the_ledger() throws Exception {
        McpClient client = working();
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as(verified.toString()).isZero();
        CompletableFuture<JsonNode> asked =
                withheld(client, GateProcess.mail("stopped@client.example"));
        assertThat(GateProcess.command(rig, "down").exit()).isZero();
        rig.played.release();
        assertThat(asked.get(30, TimeUnit.SECONDS).toString())
                .as("an orderly stop answers what is open, and does not say that nothing left")
                .contains("mcp.gate-stopped", "(it may have left)");
        assertThat(gate.ended()).as(gate.log()).isZero();
        assertThat(rig.home.resolve("daemon.sock")).doesNotExist();
        assertThat(GateProcess.command(rig, "verify").exit()).isZero();
        FATES.put("stopped@client.example", Fate.MAY_HAVE_LEFT);
        assertEachToldAlike();
    }

    /** Of each mail {@code watch} and {@code incident} say what {@code explain} said of it. */
    private static void assertEachToldAlike() throws Exception {
        Map<String, JsonNode> watched = new HashMap<>();
        Rig.Ran watch = GateProcess.command(rig, "watch", "--since", "1h", "--json");
        assertThat(watch.exit()).as(watch.toString()).isZero();
        for (String line : watch.out().lines().toList()) {
            JsonNode each = Rig.JSON.readTree(line);
            each.path("recipients").forEach(to -> watched.put(to.asText(), each));
        }
        Map<String, String> accounted = new HashMap<>();
        Rig.Ran incident = GateProcess.command(rig, "incident", Rig.SERVER, "--json");
        assertThat(incident.exit()).as(incident.toString()).isZero();
        for (JsonNode each : Rig.JSON.readTree(incident.out()).path("exchanges")) {
            accounted.put(each.path("effect").asText(), each.path("fate").asText());
        }
        for (Map.Entry<String, Fate> each : FATES.entrySet()) {
            JsonNode line = watched.getOrDefault(each.getKey(), MissingNode.getInstance());
            boolean asked = each.getKey().endsWith("@client.example");
            if (each.getValue() == Fate.NEVER_JUDGED) {
                assertThat(line).as("%s in %s", each, watch).isEmpty();
                assertThat(incident.out()).doesNotContain(each.getKey());
                continue;
            }
            boolean doubtful = each.getValue() == Fate.MAY_HAVE_LEFT;
            assertThat(line.path("word").asText())
                    .as("%s in %s", each, watch)
                    .isEqualTo(doubtful ? "in doubt" : asked ? "sent" : "LET GO");
            assertThat(line.path("sentence").asText().contains("nobody asked for it"))
                    .isEqualTo(doubtful && !asked);
            assertThat(accounted)
                    .as("%s", each)
                    .containsEntry(line.path("effect").asText(), doubtful ? "in-doubt" : "left");
        }
        assertThat(Rig.JSON.readTree(incident.out()).at("/counts/mailsNotAskedInDoubt").asInt())
                .isEqualTo(inDoubt("@collector.example"));
    }

    private static int inDoubt(String domain) {
        return (int)
                FATES.entrySet().stream()
                        .filter(each -> each.getKey().endsWith(domain))
                        .filter(each -> each.getValue() == Fate.MAY_HAVE_LEFT)
                        .count();
    }

    /** A client of the daemon that is up; its first call goes through. */
    private static McpClient working() throws Exception {
        McpClient client = rig.run(Rig.SERVER);
        String to = "works-" + rig.played.requests().size() + "@client.example";
        assertThat(client.tool("do", GateProcess.mail(to)).toString()).contains("200 OK");
        return client;
    }

    private static void killedAt(ParkingMain.Step step, Fate fate, int arrived) throws Exception {
        String to = step.name().toLowerCase(Locale.ROOT) + "@client.example";
        killedAt(working(), step, to, GateProcess.mail(to), fate, arrived);
    }

    private static void killedAt(
            McpClient client,
            ParkingMain.Step step,
            String to,
            ObjectNode mail,
            Fate fate,
            int arrived)
            throws Exception {
        gate.arm(step);
        CompletableFuture<JsonNode> asked = client.startTool("do", mail);
        gate.awaitParked(step);
        gate.kill();
        assertTold(client, asked);
        assertAfterwards(to, fate, arrived);
    }

    /** The request ends with the connection, and {@code stoplock run} says what happened. */
    private static void assertTold(McpClient client, CompletableFuture<JsonNode> asked)
            throws Exception {
        assertThatThrownBy(() -> asked.get(30, TimeUnit.SECONDS))
                .hasMessageContaining("the connection ended");
        Rig.Ran ended = client.ended();
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.err())
                .contains("stoplock: daemon.died: the gate died while server " + Rig.SERVER)
                .contains("may have left")
                .contains("hint: do not send again before you looked")
                .contains("stoplock explain CALL");
    }

    private static void assertAfterwards(String to, Fate fate, int arrived) throws Exception {
        assertThat(GateProcess.command(rig, "log").err())
                .as("whoever reads before the next start is told that there is more")
                .contains("the gate did not stop in order");
        JsonNode dead = safety();
        assertThat(dead.path("gateDied").asBoolean()).isTrue();
        assertThat(dead.path("good").asBoolean()).isFalse();
        gate = GateProcess.parking(rig);
        GateProcess.assertProvesItself(rig);
        List<AuditRecord> records = GateProcess.records(rig);
        assertThat(Fate.of(to, records)).isEqualTo(fate);
        assertThat(
                        rig.played.requests().stream()
                                .filter(each -> PlayedApi.text(each).contains(to))
                                .count())
                .isEqualTo(arrived);
        assertExplained(lastCall(records), fate);
        FATES.put(to, fate);
        JsonNode safety = safety();
        assertThat(safety.path("inDoubt").asInt()).as("%s", FATES).isEqualTo(inDoubt(""));
        assertThat(safety.path("good").asBoolean()).isEqualTo(inDoubt("") == 0);
    }

    /** What {@code ps} begins with. */
    private static JsonNode safety() throws Exception {
        Rig.Ran ps = GateProcess.command(rig, "ps", "--json");
        assertThat(ps.exit()).as(ps.toString()).isZero();
        return Rig.JSON.readTree(ps.out()).path("safety");
    }

    private static String lastCall(List<AuditRecord> records) {
        return records.stream()
                .filter(each -> each.event() instanceof Event.CallOpened)
                .map(each -> ((Event.CallOpened) each.event()).call().value())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static void assertExplained(String call, Fate fate) {
        Rig.Ran explained = GateProcess.command(rig, "explain", call);
        assertThat(explained.exit()).as(explained.toString()).isZero();
        String text = explained.out();
        assertThat(text).doesNotContainIgnoringCase("has left");
        switch (fate) {
            case MAY_HAVE_LEFT -> assertThat(text).contains("in doubt").contains("may have left");
            case DELIVERED -> assertThat(text).contains("answered 200").doesNotContain("in doubt");
            case NEVER_JUDGED ->
                    assertThat(text).doesNotContain("allow ").contains("the gate stopped");
            case DENIED -> assertThat(text).contains("deny ");
        }
    }
}
