package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Descriptors run out, at the start or because a server takes them all: refused, on record, and over when they come back. */
class DescriptorsTest {

    private static final String MAIL = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";

    /** Enough for the gate and one server, and not for the 256 connections that the server may hold. */
    private static final int FEW = 200;

    private static List<String> under(int descriptors) {
        return List.of("prlimit", "--nofile=" + descriptors + ":" + descriptors, "--");
    }

    @Test
    void aServerThatTakesEveryDescriptorIsEndedAndTheGateServesTheNext() throws Exception {
        try (Rig rig = Rig.locked(Rig.SERVER)) {
            rig.down();
            Process daemon = rig.up(under(FEW), Main.class);
            try (McpClient client = rig.join(Rig.SERVER)) {
                assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                        .contains("HTTP/1.1 200");
                assertThat(rig.reached()).isEqualTo(1);
                String opens = "{\"op\":\"crowd\",\"host\":\"api.postmarkapp.com\",\"times\":400}";
                JsonNode crowded = client.tool("do", Rig.asking("[" + opens + "," + MAIL + "]"));
                assertThat(crowded.toString())
                        .as("the agent is told")
                        .containsAnyOf("mcp.server-ended", "ledger.unavailable", "wire.not-accepted")
                        .contains("hint: ");
            }
            int reached = rig.reached();
            assertThat(serving(rig, daemon)).contains("HTTP/1.1 200");
            assertThat(rig.reached()).isEqualTo(reached + 1);
            List<JsonNode> records = rig.records();
            long judged =
                    records.stream()
                            .filter(each ->
                                    each.path("type").asText().equals("judged")
                                            && each.path("leaves").asBoolean()
                                            && each.path("operation").asText().startsWith("POST"))
                            .count();
            assertThat(judged).as("nothing arrived that is not on record").isEqualTo(rig.reached());
            rig.down();
            assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.exitValue()).isZero();
            Rig.Ran verified = rig.cli("verify");
            assertThat(verified.exit()).as("%s", verified).isZero();
        }
    }

    /** The mail of a server that is asked for until it is let in again, which takes a moment. */
    private static String serving(Rig rig, Process daemon) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            assertThat(daemon.isAlive()).as("the daemon outlives it").isTrue();
            JoinedProcess asked = rig.ask(Rig.SERVER);
            boolean joined = asked.isJoined();
            String refusal = asked.answer.toString();
            asked.destroy();
            if (joined) {
                try (McpClient next = rig.join(Rig.SERVER)) {
                    return next.tool("do", Rig.asking("[" + MAIL + "]")).toString();
                }
            }
            assertThat(System.nanoTime()).as("still refused: %s", refusal).isLessThan(until);
        }
    }

    @Test
    void aGateWithTooFewToStartSaysSoAndLeavesALedgerThatVerifies() throws Exception {
        try (Rig rig = Rig.locked(Rig.SERVER)) {
            rig.down();
            int refused = 0;
            for (int descriptors = 12; descriptors <= 44; descriptors += 8) {
                Rig.Ran ran = rig.upEnds(under(descriptors), Main.class);
                assertThat(ran.exit()).as("%s descriptors: %s", descriptors, ran).isNotZero();
                assertThat(ran.err() + ran.out()).isNotBlank();
                assertThat(rig.answers()).isFalse();
                refused += ran.err().contains("hint: ") ? 1 : 0;
            }
            assertThat(refused).as("starts that the gate itself refused").isPositive();
            Rig.Ran verified = rig.cli("verify");
            assertThat(verified.exit()).as("%s", verified).isZero();
        }
    }
}
