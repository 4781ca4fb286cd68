package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The daemon, killed with SIGKILL at each step of a send. One home for all: each step begins with
 * what the one before left behind, and proves that it was taken up.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillAtEachStepTest {

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
        CompletableFuture<JsonNode> asked = withheld(client, to);
        assertThat(GateProcess.signs(rig)).isNull();
        assertThat(GateProcess.command(rig, "explain", lastCall(GateProcess.records(rig))).out())
                .as("under way, and shown so")
                .contains("no outcome is on record: it may have left");
        gate.kill();
        rig.played.release();
        assertTold(client, asked);
        assertAfterwards(to, Fate.MAY_HAVE_LEFT, 1);
    }

    private static CompletableFuture<JsonNode> withheld(McpClient client, String to)
            throws Exception {
        int before = rig.played.requests().size();
        CompletableFuture<JsonNode> asked =
                client.startTool("do", GateProcess.mail(to).put("text", "play-hold"));
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

    /** Nothing is killed here: what is on its way counts from the moment it may leave. */
    @Test
    @Order(9)
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
    @Order(10)
    void after_all_of_it_a_call_works_and_the_command_proves_the_ledger() throws Exception {
        McpClient client = working();
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as(verified.toString()).isZero();
        CompletableFuture<JsonNode> asked = withheld(client, "stopped@client.example");
        assertThat(GateProcess.command(rig, "down").exit()).isZero();
        rig.played.release();
        assertThat(asked.get(30, TimeUnit.SECONDS).toString())
                .as("an orderly stop answers what is open, and does not say that nothing left")
                .contains("mcp.gate-stopped", "(it may have left)");
        assertThat(gate.ended()).as(gate.log()).isZero();
        assertThat(rig.home.resolve("daemon.sock")).doesNotExist();
        assertThat(GateProcess.command(rig, "verify").exit()).isZero();
    }

    /** A client of the daemon that is up; its first call goes through. */
    private static McpClient working() throws Exception {
        McpClient client = rig.run(Rig.SERVER);
        String to = "works-" + rig.played.requests().size() + "@client.example";
        assertThat(client.tool("do", GateProcess.mail(to)).toString()).contains("200 OK");
        return client;
    }

    private void killedAt(ParkingMain.Step step, Fate fate, int arrived) throws Exception {
        McpClient client = working();
        gate.arm(step);
        String to = step.name().toLowerCase(Locale.ROOT) + "@client.example";
        CompletableFuture<JsonNode> asked = client.startTool("do", GateProcess.mail(to));
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
