package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.gate.port.Drills;
import dev.stoplock.lab.mutation.LabDrills;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The drill of changed requests, whole: real servers recorded behind a real gate, and each trial
 * sent as bytes from inside the sandbox.
 */
class MutationDrillTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Tag("full")
    @Test
    void nothing_unexplained_of_six_servers_gets_out_and_every_twin_does() throws Exception {
        assertHeld(false, 4_711, 200, 6);
    }

    @Tag("full")
    @Test
    void under_learned_contracts_no_change_of_reviewed_servers_gets_out_and_every_twin_does()
            throws Exception {
        for (JsonNode result : assertHeld(true, 4_711, 80, 3)) {
            assertThat(result.path("legitimate").asInt()).isGreaterThan(2);
            assertThat(result.path("legitimateRefused").asInt()).isZero();
            assertThat(result.path("mustBeDenied").asInt()).isGreaterThan(70);
        }
    }

    private JsonNode assertHeld(boolean learned, long seed, int count, int many) throws Exception {
        Drills.Request request =
                new Drills.Request(
                        seed,
                        count,
                        null,
                        null,
                        learned,
                        true,
                        Rig.program(),
                        System.getenv(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = new LabDrills().run("mutation", request);
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isZero();
        JsonNode servers = Rig.JSON.readTree(out.toString(StandardCharsets.UTF_8)).path("servers");
        assertThat(servers).hasSize(many);
        for (JsonNode result : servers) {
            assertThat(result.path("trials").asInt()).isEqualTo(count + count / 4);
            assertThat(result.path("mustBeDenied").asInt()).isGreaterThan(count / 2);
            assertThat(result.path("controls").asInt()).isGreaterThan(count / 2);
            assertThat(result.path("twins").asInt()).isEqualTo(count / 4);
            assertThat(result.path("missed").asInt()).isZero();
            assertThat(result.path("falseDenials").asInt()).isZero();
            if (!learned) {
                assertThat(result.path("left").properties())
                        .as("what tier 2 leaves in report")
                        .isNotEmpty();
            }
        }
        return servers;
    }
}
