package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Descriptors run out, at the start or because a server takes them all: refused, on record, and
 * over when they come back.
 */
class DescriptorsTest {

    private static final String MAIL = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";
    private static final String CROWD =
            "{\"op\":\"crowd\",\"host\":\"api.postmarkapp.com\",\"times\":400}";

    /** Enough for the gate and one server, and not for the connections that the server may hold. */
    private static final int FEW = 140;

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        rig.down();
        rig.packed();
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static List<String> under(int descriptors) {
        return List.of("prlimit", "--nofile=" + descriptors + ":" + descriptors, "--");
    }

    @Test
    void aServerThatTakesEveryDescriptorIsEndedAndTheGateServesTheNext() throws Exception {
        Process daemon = rig.up(under(FEW), Main.class);
        try (McpClient client = rig.join(Rig.SERVER)) {
            assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                    .contains("HTTP/1.1 200");
            assertThat(rig.reached()).isEqualTo(1);
            JsonNode crowded = client.tool("do", Rig.asking("[" + CROWD + ",{\"op\":\"hold\"}]"));
            assertThat(crowded.toString())
                    .as("the agent is told")
                    .containsAnyOf("Too many open files", "memory could not be watched")
                    .contains("hint: ");
        }
        assertThat(serving(daemon)).contains("HTTP/1.1 200");
        assertThat(rig.reached()).isEqualTo(2);
        List<JsonNode> records = rig.records();
        assertThat(records)
                .filteredOn(each ->
                        each.path("type").asText().equals("judged")
                                && each.path("leaves").asBoolean()
                                && each.path("operation").asText().startsWith("POST"))
                .as("what arrived is what is on record")
                .hasSize(2);
        assertThat(records)
                .anySatisfy(each ->
                        assertThat(each.toString())
                                .containsAnyOf(
                                        "Too many open files", "memory could not be watched"));
        rig.down();
        assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
    }

    /** The mail of a server that is asked for until it is let in again, which takes a moment. */
    private static String serving(Process daemon) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            assertThat(daemon.isAlive()).as("the daemon outlives it").isTrue();
            JoinedProcess asked = rig.ask(Rig.SERVER);
            asked.destroy();
            if (asked.isJoined()) {
                try (McpClient next = rig.join(Rig.SERVER)) {
                    return next.tool("do", Rig.asking("[" + MAIL + "]")).toString();
                }
            }
            assertThat(System.nanoTime()).as("still refused: %s", asked.answer).isLessThan(until);
        }
    }

    @Test
    void aGateWithTooFewToStartSaysSoAndLeavesALedgerThatVerifies() throws Exception {
        if (rig.answers()) {
            rig.down();
        }
        boolean refused = false;
        // with too few the JVM itself gives up, with some more the gate does
        for (int descriptors = 12; !refused; descriptors += 4) {
            Rig.Ran ran = rig.upEnds(under(descriptors), Main.class);
            assertThat(ran.exit()).as("%s descriptors: %s", descriptors, ran).isNotZero();
            assertThat(ran.err() + ran.out()).isNotBlank();
            assertThat(rig.answers()).isFalse();
            refused = ran.err().contains("hint: ");
        }
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
    }
}
