package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Refusal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A home whose ledger lies on a real, small disk of its own (a tmpfs, which takes root to mount)
 * that is filled while the daemon runs, between the steps of a send. One home for all: after each
 * case there is room again, and the program takes up what was left.
 */
@Tag("root")
class DiskFullTest {

    private static final int PAGE = 4_096;
    private static final int MOST_CALLS = 12;
    private static final int MANY_FILES = 5_000;

    private static Rig rig;
    private static Path disk;
    private static List<AuditRecord> before = List.of();

    private final List<String> addresses = new ArrayList<>();
    private final List<JsonNode> answers = new ArrayList<>();

    @BeforeAll
    static void aHomeOnASmallDisk() throws Exception {
        rig = Rig.bare();
        disk = Files.createDirectory(rig.home.resolve("ledger"));
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=3m,nr_inodes=2000,mode=0700",
                "tmpfs",
                disk.toString());
        rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
        rig.secret("RESEND_API_KEY", rig.resendKey);
        Rig.Ran added = rig.add("1.0.15", Rig.SERVER);
        assertThat(added.exit()).as(added.toString()).isZero();
        rig.down();
    }

    @AfterAll
    static void unmount() throws Exception {
        if (disk != null) {
            GateProcess.command(rig, "down");
            run("umount", "--lazy", disk.toString());
        }
        rig.close();
    }

    private static void run(String... line) throws Exception {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", line), said).isZero();
    }

    @BeforeEach
    void remember() throws Exception {
        before = GateProcess.records(rig);
    }

    @AfterEach
    void noteThatThereIsRoomAgain() throws Exception {
        makeRoom();
    }

    @Test
    void a_disk_that_fills_under_a_running_daemon_stops_everything_until_a_new_start()
            throws Exception {
        try (GateProcess gate = GateProcess.real(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            call(client, "room");
            fill(0);
            call(client, "full");
            makeRoom();
            gate.assertRefusesEverything(client);
            JsonNode refusal = rig.ask(Rig.SERVER).answer;
            assertThat(refusal.path("rule").asText()).isEqualTo("ledger.unavailable");
            assertThat(refusal.path("exit").asInt()).isEqualTo(Refusal.Exit.LEDGER.code());
            assertThat(GateProcess.command(rig, "down").exit()).isZero();
            assertThat(gate.ended()).as("it says that it could not stop in order").isNotZero();
        }
        assertTakenUp();
    }

    @ParameterizedTest
    @EnumSource(
            value = ParkingMain.Step.class,
            names = {"BEFORE_RECORD", "BEFORE_OUTCOME"})
    void a_disk_that_fills_between_two_steps_of_a_send_hides_nothing(ParkingMain.Step step)
            throws Exception {
        fillsAt(step);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            value = ParkingMain.Step.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BEFORE_RECORD", "BEFORE_OUTCOME"})
    void nor_between_any_other(ParkingMain.Step step) throws Exception {
        fillsAt(step);
    }

    private void fillsAt(ParkingMain.Step step) throws Exception {
        try (GateProcess gate = GateProcess.parking(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            gate.arm(step);
            CompletableFuture<JsonNode> asked = start(client, step.name().toLowerCase(Locale.ROOT));
            gate.awaitParked(step);
            fill(0);
            gate.go();
            answers.add(asked.get(30, TimeUnit.SECONDS));
            untilItFails(client);
            gate.assertRefusesEverything(client);
        }
        assertTakenUp();
    }

    @Test
    void a_failure_of_the_api_that_cannot_be_recorded_may_have_left() throws Exception {
        try (GateProcess gate = GateProcess.real(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            int reached = rig.reached();
            addresses.add("unavailable@client.example");
            CompletableFuture<JsonNode> asked =
                    client.startTool(
                            "do",
                            GateProcess.mail(addresses.getLast()).put("text", "play-hold-503"));
            assertThat(
                            GateProcess.comes(
                                    TimeUnit.SECONDS.toNanos(30), () -> rig.reached() > reached))
                    .isTrue();
            fill(0);
            rig.played.release();
            answers.add(asked.get(30, TimeUnit.SECONDS));
            assertThat(answers.getLast().toString()).contains("already sent: ", "(answered 503)");
            gate.assertRefusesEverything(client);
        }
        List<AuditRecord> records = assertTakenUp();
        assertThat(Fate.of("unavailable@client.example", records)).isEqualTo(Fate.MAY_HAVE_LEFT);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_disk_with_room_for_a_few_pages_more_hides_nothing(int pages) throws Exception {
        try (GateProcess gate = GateProcess.real(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            fill(pages);
            untilItFails(client);
            gate.assertRefusesEverything(client);
        }
        assertTakenUp();
    }

    @Test
    void a_checkpoint_that_finds_no_room_stops_everything() throws Exception {
        try (GateProcess gate = GateProcess.real(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            call(client, "unsigned");
            fill(0);
            assertThat(GateProcess.signs(rig))
                    .isNotNull()
                    .satisfies(refusal -> assertThat(refusal.sentence()).contains("a checkpoint"));
            gate.assertRefusesEverything(client);
        }
        assertTakenUp();
    }

    @Test
    void a_disk_without_inodes_refuses_each_call_until_there_are_some() throws Exception {
        try (GateProcess gate = GateProcess.real(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            int reached = rig.reached();
            Path folder = Files.createDirectory(disk.resolve("filler.d"));
            int made = 0;
            for (boolean room = true; room; made++) {
                room = makes(folder.resolve("f" + made));
                assertThat(made).isLessThan(MANY_FILES);
            }
            call(client, "inodes");
            call(client, "inodes");
            assertThat(answers).allMatch(each -> each.toString().contains("ledger.unavailable"));
            assertThat(rig.reached()).isEqualTo(reached);
            makeRoom();
            call(client, "inodes");
            assertThat(answers.getLast().toString()).contains("200 OK");
            assertThat(GateProcess.command(rig, "down").exit()).isZero();
            assertThat(gate.ended()).as(gate.log()).isZero();
        }
        assertTakenUp();
    }

    @Test
    void on_a_full_disk_it_does_not_start_also_after_a_crash() throws Exception {
        fill(0);
        assertDoesNotStart();
        makeRoom();
        try (GateProcess gate = GateProcess.parking(rig)) {
            McpClient client = rig.join(Rig.SERVER);
            gate.arm(ParkingMain.Step.BEFORE_DIALLING);
            CompletableFuture<JsonNode> asked = start(client, "crash");
            gate.awaitParked(ParkingMain.Step.BEFORE_DIALLING);
            gate.kill();
            assertThat(asked).isNotNull();
        }
        fill(0);
        assertDoesNotStart();
        assertDoesNotStart();
        makeRoom();
        List<AuditRecord> records = GateProcess.takenUp(rig, before);
        assertThat(Fate.of("crash0@client.example", records)).isEqualTo(Fate.MAY_HAVE_LEFT);
    }

    private static void assertDoesNotStart() throws Exception {
        try (GateProcess gate = GateProcess.start(rig, Main.class, List.of())) {
            assertThat(gate.ended()).as(gate.log()).isEqualTo(6);
            assertThat(gate.log())
                    .contains("stoplock: ledger.unwritable: ")
                    .contains("No space left on device")
                    .contains("hint: make the directory one that this user can write to");
        }
    }

    private CompletableFuture<JsonNode> start(McpClient client, String word) throws Exception {
        addresses.add(word + addresses.size() + "@client.example");
        return client.startTool("do", GateProcess.mail(addresses.getLast()));
    }

    private void call(McpClient client, String word) throws Exception {
        answers.add(start(client, word).get(30, TimeUnit.SECONDS));
    }

    private void untilItFails(McpClient client) throws Exception {
        while (GateProcess.signs(rig) == null) {
            assertThat(answers).as("the disk is full by now").hasSizeLessThan(MOST_CALLS);
            call(client, "more-" + before.size() + "-");
        }
    }

    private List<AuditRecord> assertTakenUp() throws Exception {
        makeRoom();
        List<AuditRecord> records = GateProcess.takenUp(rig, before);
        for (int i = 0; i < answers.size(); i++) {
            Fate.agrees(rig, addresses.get(i), answers.get(i), records);
        }
        return records;
    }

    /** Leaves room for this many pages. */
    private static void fill(int pages) throws IOException {
        try (RandomAccessFile filler =
                new RandomAccessFile(disk.resolve("filler").toFile(), "rw")) {
            byte[] page = new byte[PAGE];
            while (writes(filler, page)) {
                assertThat(filler.length()).isLessThan(64L << 20);
            }
            filler.setLength(filler.length() / PAGE * PAGE - (long) pages * PAGE);
        }
    }

    private static boolean writes(RandomAccessFile file, byte[] page) {
        try {
            file.write(page);
            return true;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            return false;
        }
    }

    private static boolean makes(Path file) {
        try {
            Files.createFile(file);
            return true;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            return false;
        }
    }

    private static void makeRoom() throws IOException {
        Files.deleteIfExists(disk.resolve("filler"));
        Path folder = disk.resolve("filler.d");
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }
}
