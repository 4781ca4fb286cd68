package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.AuditRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The daemon under strace, which lets one sync of one file or folder fail with EIO, as a dying disk
 * does. One home for all: each case opens what the one before left behind.
 */
class FailedSyncTest {

    private static final int MOST_CALLS = 4;

    private static Rig rig;

    @BeforeAll
    static void aHome() throws Exception {
        requireStrace();
        rig = Rig.locked(Rig.SERVER);
        rig.down();
    }

    @AfterAll
    static void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    private static void requireStrace() throws Exception {
        Process tried =
                new ProcessBuilder(
                                "strace",
                                "-f",
                                "--seccomp-bpf",
                                "-o",
                                "/dev/null",
                                "-e",
                                "trace=fsync",
                                "true")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(tried.getInputStream().readAllBytes(), UTF_8);
        assertThat(tried.waitFor())
                .as(
                        "strace must be able to trace its child here (package strace, and no ban on ptrace), or what a failed fsync does stays untested: %s",
                        said)
                .isZero();
    }

    /** The daemon with a failure built in: which calls, on which paths, the how-manieth. */
    private static GateProcess failing(String calls, String when, List<String> paths, Path trace)
            throws Exception {
        List<String> line = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-y", "-qq"));
        line.addAll(List.of("-o", trace.toString(), "-e", "trace=" + calls, "-e", "signal=none"));
        line.addAll(List.of("-e", "inject=" + calls + ":error=EIO:when=" + when));
        paths.forEach(path ->
                line.addAll(List.of("-P", rig.home.resolve("ledger").resolve(path).toString())));
        return GateProcess.start(rig, Main.class, line);
    }

    private static List<String> bodies() {
        return IntStream.range(0, 256).mapToObj(i -> String.format("bodies/%02x", i)).toList();
    }

    @ParameterizedTest
    @CsvSource({"fsync, wal/segment", "fdatasync, wal/segment", "fsync, wal/fresh", "fsync, log"})
    void a_sync_that_fails_at_the_start_refuses_the_start(String call, String path)
            throws Exception {
        List<AuditRecord> before = GateProcess.records(rig);
        Path trace = rig.folder.resolve("start.trace");
        try (GateProcess gate = failing(call, "1", List.of(path), trace)) {
            assertThat(gate.ended()).as(gate.log()).isEqualTo(6);
            assertThat(Files.readString(trace)).contains("INJECTED");
            assertThat(gate.log())
                    .contains("stoplock: ledger.unwritable: the ledger cannot write to ")
                    .contains("Input/output error")
                    .contains("hint: ");
        }
        GateProcess.takenUp(rig, before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laterSyncs")
    void after_a_sync_that_fails_nothing_is_acknowledged_and_nothing_leaves_unrecorded(
            String what, String call, String when, List<String> paths) throws Exception {
        fails(what, call, when, paths);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("furtherSyncs")
    void nor_after_any_other(String what, String call, String when, List<String> paths)
            throws Exception {
        fails(what, call, when, paths);
    }

    private static void fails(String what, String call, String when, List<String> paths)
            throws Exception {
        List<AuditRecord> before = GateProcess.records(rig);
        Path trace = rig.folder.resolve("later.trace");
        List<JsonNode> answers = new ArrayList<>();
        try (GateProcess gate = failing(call, when, paths, trace).awaitUp()) {
            JoinedProcess joined = rig.ask(Rig.SERVER);
            if (joined.isJoined()) {
                McpClient client = rig.join(joined);
                boolean works = true;
                while (works && answers.size() < MOST_CALLS) {
                    String to = address(what, answers.size());
                    answers.add(client.tool("do", GateProcess.mail(to)));
                    works = GateProcess.signs(rig) == null;
                }
                assertThat(works).as("%s: %s", what, answers).isFalse();
                assertFinal(Files.readAllLines(trace));
                gate.assertRefusesEverything(client);
            } else {
                // a checkpoint of the first second came before the server: then it is not started
                assertThat(joined.answer.path("rule").asText()).isEqualTo("ledger.unavailable");
                assertFinal(Files.readAllLines(trace));
            }
        }
        List<AuditRecord> records = GateProcess.takenUp(rig, before);
        for (int i = 0; i < answers.size(); i++) {
            Fate.agrees(rig, address(what, i), answers.get(i), records);
        }
    }

    @Test
    void a_launch_whose_record_is_not_synced_is_no_launch() throws Exception {
        List<AuditRecord> before = GateProcess.records(rig);
        Path trace = rig.folder.resolve("launch.trace");
        try (GateProcess gate =
                failing("fdatasync", "2", List.of("wal/segment"), trace).awaitUp()) {
            assertThat(rig.ask(Rig.SERVER).answer.path("rule").asText())
                    .isEqualTo("ledger.unavailable");
            assertThat(
                            GateProcess.comes(
                                    TimeUnit.SECONDS.toNanos(10),
                                    () -> GateProcess.inSandboxes(rig).isEmpty()))
                    .as("the server that was not recorded runs on")
                    .isTrue();
            assertFinal(Files.readAllLines(trace));
            assertThat(gate.log()).contains("stoplock: ledger.unavailable: ");
        }
        GateProcess.takenUp(rig, before);
    }

    /** The first frame is the opening's, the second the launch's. */
    static Stream<Arguments> laterSyncs() {
        List<String> segment = List.of("wal/segment");
        return Stream.of(
                Arguments.of("the frame of a verdict", "fdatasync", "4", segment),
                Arguments.of("the frame of an outcome", "fdatasync", "6", segment),
                Arguments.of("a body", "fsync", "1+", bodies()),
                Arguments.of("a checkpoint", "fsync", "2", List.of("log")));
    }

    static Stream<Arguments> furtherSyncs() {
        List<String> segment = List.of("wal/segment");
        Stream<Arguments> frames =
                Stream.of(3, 5, 7, 8, 9, 11)
                        .map(when ->
                                Arguments.of("frame " + when, "fdatasync", "" + when, segment));
        return Stream.concat(
                frames,
                Stream.of(
                        Arguments.of("a tile", "fsync", "4", List.of("wal/fresh")),
                        Arguments.of("a later body", "fsync", "3+", bodies()),
                        Arguments.of("an emptied segment", "fsync", "2", segment)));
    }

    private static String address(String what, int call) {
        return what.replace(' ', '-') + call + "@client.example";
    }

    /** Once a sync of the segment failed, none of it is tried again. */
    private static void assertFinal(List<String> trace) {
        int failed = 0;
        while (failed < trace.size() && !trace.get(failed).contains("INJECTED")) {
            failed++;
        }
        assertThat(failed).as("%s", trace).isLessThan(trace.size());
        assertThat(trace.subList(failed, trace.size()))
                .noneMatch(line -> line.contains("wal/segment") && line.endsWith("= 0"));
    }
}
