package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clock leaps and the authority's files are spoilt: the gate refuses loudly, or goes on as if
 * nothing was.
 */
class BrokenWorldTest {

    private static final String MAIL = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";
    private static final long HOUR = 3_600;
    private static final long YEAR = 365 * 24 * HOUR;

    private static Rig rig;
    private static Faults faults;
    private static McpClient client;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        rig.down();
        faults = new Faults(Files.createDirectory(rig.folder.resolve("faults")));
        client = up();
    }

    private static McpClient up() throws Exception {
        rig.up(List.of(), FaultyMain.class, flag());
        return rig.join(Rig.SERVER);
    }

    private static String flag() {
        return "-Dstoplock.faults=" + rig.folder.resolve("faults");
    }

    @AfterEach
    void clockIsRight() throws Exception {
        faults.shiftClock(0);
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {40 * YEAR, -5 * YEAR})
    void aGateOutsideItsAuthoritysLifeRefusesEachHandshakeAndSaysSo(long shift) throws Exception {
        int reached = rig.reached();
        int before = rig.records().size();
        faults.shiftClock(shift);
        JsonNode refused = client.tool("do", Rig.asking("[" + MAIL + "]"));
        faults.shiftClock(0);
        assertThat(rig.reached()).isEqualTo(reached);
        JsonNode next = client.tool("do", Rig.asking("[" + MAIL + "]"));
        assertThat(next.toString()).contains("HTTP/1.1 200");
        assertThat(rig.reached()).isEqualTo(reached + 1);
        // told in the call's own answer, or before the next one where it came too late for that
        assertThat(refused.toString() + next).contains("tls.authority-expired: ");
        List<JsonNode> records = rig.records();
        assertThat(records.subList(before, records.size()))
                .anySatisfy(each -> {
                    assertThat(each.path("rule").asText()).isEqualTo("tls.authority-expired");
                    assertThat(each.path("leaves").asBoolean()).isFalse();
                });
    }

    /** A leaf made while the clock was forty days ahead is not valid yet when it is right again. */
    @Test
    void certificatesWorkAgainAfterALeapForwardAndBack() throws Exception {
        faults.shiftClock(40 * 24 * HOUR);
        int reached = rig.reached();
        String ahead = client.tool("do", Rig.asking("[" + MAIL + "]")).toString();
        assertThat(ahead).doesNotContain("HTTP/1.1 200");
        assertThat(rig.reached()).isEqualTo(reached);
        faults.shiftClock(0);
        assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                .contains("HTTP/1.1 200");
    }

    /** Before decision 0011 a step back made a lease linger as long as the step was. */
    @Test
    void aStepBackOfTheClockDoesNotLengthenALease() throws Exception {
        int reached = rig.reached();
        client.tool(
                "do", Rig.asking("[{\"op\":\"later\",\"millis\":2600,\"does\":[" + MAIL + "]}]"));
        faults.shiftClock(-2 * HOUR);
        assertThat(client.other("effect.no-call").toString()).contains("was refused");
        assertThat(rig.reached()).isEqualTo(reached);
    }

    @Test
    void aStepForwardOfTheClockEndsNoCallThatIsOpen() throws Exception {
        int reached = rig.reached();
        CompletableFuture<JsonNode> held =
                client.startTool("do", Rig.asking("[{\"op\":\"hold\"}," + MAIL + "]"));
        client.other("holding");
        faults.shiftClock(2 * HOUR);
        client.tool("do", Rig.asking("[{\"op\":\"release\"}]"));
        assertThat(held.get(20, TimeUnit.SECONDS).toString()).contains("HTTP/1.1 200");
        assertThat(rig.reached()).isEqualTo(reached + 1);
    }

    @Test
    void recordsStayReadableAndTheLogVerifiesWhateverTimeItIs() throws Exception {
        for (long shift : new long[] {50 * YEAR, -50 * YEAR, 9_000 * YEAR, 0}) {
            faults.shiftClock(shift);
            int before = rig.records().size();
            assertThat(client.tool("do", Rig.asking("[]")).at("/result/isError").asBoolean())
                    .isFalse();
            List<JsonNode> records = rig.records();
            long year =
                    Instant.now().plusSeconds(shift).atOffset(java.time.ZoneOffset.UTC).getYear();
            assertThat(records.subList(before, records.size()))
                    .isNotEmpty()
                    .allSatisfy(each ->
                            assertThat(Instant.parse(each.path("at").asText()).toString())
                                    .contains(year + "-"));
        }
        Rig.Ran log = rig.cli("log");
        assertThat(log.exit()).as("%s", log).isZero();
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
    }

    @Test
    void aServerWhoseNamespaceLosesItsThreadIsEndedToldAndOnRecord() throws Exception {
        int reached = rig.reached();
        faults.plant("namespace.dies NOTHING");
        JsonNode told = client.tool("do", Rig.asking("[" + MAIL + ",{\"op\":\"hold\"}]"));
        faults.clear();
        assertThat(faults.fired()).containsExactly("namespace.dies");
        assertThat(told.toString())
                .contains("mcp.server-ended: ", "network namespace is gone", "hint: ")
                .contains("already sent: POST /email");
        assertThat(rig.reached()).isEqualTo(reached + 1);
        assertThat(comes("exited", "network namespace is gone"))
                .as("its end is on record")
                .isTrue();
        client = rig.join(Rig.SERVER);
        assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                .contains("HTTP/1.1 200");
    }

    @Test
    void everyServerEndsWithTheThreadThatStartsThemAndNoneRunsUntilTheGateIsStartedAnew()
            throws Exception {
        int reached = rig.reached();
        CompletableFuture<JsonNode> held =
                client.startTool("do", Rig.asking("[" + MAIL + ",{\"op\":\"hold\"}]"));
        client.other("holding");
        faults.plant("spawner.dies NOTHING");
        CompletableFuture<JsonNode> second = client.startTool("do", Rig.asking("[]"));
        assertThat(held.get(20, TimeUnit.SECONDS).toString())
                .contains("mcp.server-ended: ", "thread of the gate that started it is gone")
                .contains("already sent: POST /email", "hint: ");
        // answered, or not even taken: which of the two is chance
        second.handle((answer, ended) -> true).get(20, TimeUnit.SECONDS);
        faults.clear();
        assertThat(faults.fired()).containsExactly("spawner.dies");
        assertThat(comes("exited", "thread of the gate that started it is gone")).isTrue();
        for (int i = 0; i < 2; i++) {
            JoinedProcess next = rig.ask(Rig.SERVER);
            next.destroy();
            assertThat(next.isJoined()).isFalse();
            assertThat(next.answer.path("rule").asText()).isEqualTo("sandbox.start");
            assertThat(next.answer.path("hint").asText()).contains("stoplock down");
        }
        assertThat(comes("refused", "thread of the gate that starts servers has ended")).isTrue();
        assertThat(GateProcess.inSandboxes(rig)).as("no server runs unguarded").isEmpty();
        assertThat(rig.reached()).isEqualTo(reached + 1);
        rig.down();
        client = up();
        assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                .contains("HTTP/1.1 200");
    }

    @Test
    void aServerWhoseResolverStopsReachesNobodyAndTheAgentIsTold() throws Exception {
        int reached = rig.reached();
        faults.plant("resolver.dies NOTHING");
        CompletableFuture<JsonNode> held =
                client.startTool("do", Rig.asking("[" + MAIL + ",{\"op\":\"hold\"}]"));
        client.other("holding");
        faults.clear();
        assertThat(faults.fired()).containsExactly("resolver.dies");
        assertThat(comes("judged", "look-ups of the server cannot be taken")).isTrue();
        client.tool("do", Rig.asking("[{\"op\":\"release\"}]"));
        assertThat(held.get(20, TimeUnit.SECONDS).toString())
                .contains("wire.not-accepted: look-ups of the server cannot be taken")
                .contains("already sent: POST /email", "hint: ");
        JsonNode deaf = client.tool("do", Rig.asking("[" + MAIL + "]"));
        assertThat(deaf.toString()).doesNotContain("HTTP/1.1 200");
        assertThat(rig.reached()).isEqualTo(reached + 1);
        client.close();
        client = rig.join(Rig.SERVER);
        assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                .contains("HTTP/1.1 200");
    }

    private static boolean comes(String type, String what) {
        return GateProcess.comes(TimeUnit.SECONDS.toNanos(10), () -> isRecorded(type, what));
    }

    private static boolean isRecorded(String type, String reason) {
        try {
            return rig.records().stream()
                    .anyMatch(each ->
                            each.path("type").asText().equals(type)
                                    && (each.path("reason").asText()
                                                    + each.path("sentence").asText())
                                            .contains(reason));
        } catch (IOException | Refused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aGateWhoseAuthorityIsSpoiltOrOverDoesNotStartAndSaysWhatToDo() throws Exception {
        rig.down();
        Path key = rig.home.resolve("ca/ca.key");
        Path pem = rig.home.resolve("ca/ca.pem");
        byte[] goodKey = Files.readAllBytes(key);
        byte[] goodPem = Files.readAllBytes(pem);
        try {
            Files.write(key, "-----BEGIN garbage".getBytes(UTF_8));
            assertRefused("tls.authority-unusable");
            Files.write(key, Arrays.copyOf(goodKey, goodKey.length / 2));
            assertRefused("tls.authority-unusable");
            Files.write(key, goodKey);
            Files.write(pem, Arrays.copyOf(goodPem, goodPem.length / 2));
            assertRefused("tls.authority-unusable");
            Files.write(pem, goodPem);
            Files.move(key, key.resolveSibling("aside"));
            assertRefused("tls.authority-unusable");
            Files.move(key.resolveSibling("aside"), key);
            faults.shiftClock(40 * YEAR);
            assertRefused("tls.authority-expired");
        } finally {
            faults.shiftClock(0);
            Files.write(pem, goodPem);
            client = up();
        }
        assertThat(client.tool("do", Rig.asking("[" + MAIL + "]")).toString())
                .contains("HTTP/1.1 200");
    }

    private static void assertRefused(String rule) throws Exception {
        Rig.Ran ran = rig.upEnds(List.of(), FaultyMain.class, flag());
        assertThat(ran.exit()).as("%s", ran).isEqualTo(1);
        assertThat(ran.err()).contains("stoplock: " + rule + ": ", "hint: ");
        assertThat(rig.answers()).isFalse();
    }
}
