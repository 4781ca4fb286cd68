package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.cli.Commands;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.ledger.Verification;
import dev.stoplock.gate.ledger.Verifier;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.Privilege;
import dev.stoplock.lab.mutation.LabDrills;
import dev.stoplock.lab.story.LabStories;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The daemon of a rig as a child process of the test, which stops, breaks and kills it. */
final class GateProcess implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Rig rig;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private GateProcess(Rig rig, Process process, Path log) {
        this.rig = rig;
        this.process = process;
        this.log = log;
        Thread.ofPlatform().daemon().name("gate says").start(this::listen);
    }

    /** The program as it is. */
    static GateProcess real(Rig rig) throws Exception {
        return start(rig, Main.class, List.of()).awaitUp();
    }

    /** The program that can be stopped at a step. */
    static GateProcess parking(Rig rig) throws Exception {
        return start(rig, ParkingMain.class, List.of()).awaitUp();
    }

    /** A daemon that may not come up: {@code before} is what its command line begins with. */
    static GateProcess start(Rig rig, Class<?> main, List<String> before) throws Exception {
        List<String> line = new ArrayList<>(before);
        if (!Privilege.mayMakeNamespaces()) {
            line.addAll(List.of("unshare", "--user", "--map-current-user", "--keep-caps"));
        }
        line.addAll(Rig.program("-Xshare:auto"));
        line.set(line.size() - 1, main.getName());
        line.addAll(List.of("--home", rig.home.toString(), "up"));
        Path log = Files.createTempFile(rig.folder, "gate", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(rig.folder.toFile()).redirectError(log.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("STOPLOCK") || name.equals("JAVA_TOOL_OPTIONS"));
        return new GateProcess(rig, builder.start(), log);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException e) {
            said.add("broken: " + e);
        }
    }

    GateProcess awaitUp() throws Exception {
        boolean up = comes(PATIENCE_NANOS, () -> answers() || !process.isAlive());
        if (!up || !process.isAlive()) {
            close();
            throw new AssertionError("the daemon does not come up: " + log());
        }
        return this;
    }

    private boolean answers() {
        try (DaemonClient client = DaemonClient.connect(rig.home.resolve("daemon.sock"))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean comes(long nanos, BooleanSupplier what) {
        long until = System.nanoTime() + nanos;
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(500_000);
        }
        return true;
    }

    long pid() {
        return process.pid();
    }

    /** What it wrote to standard error. */
    String log() throws IOException {
        return Files.readString(log);
    }

    void arm(ParkingMain.Step step) throws Exception {
        order(step.name());
        awaitWord("armed " + step);
    }

    void awaitParked(ParkingMain.Step step) throws Exception {
        awaitWord("parked " + step);
    }

    void go() throws IOException {
        order("go");
    }

    private void order(String word) throws IOException {
        process.getOutputStream().write((word + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    private void awaitWord(String word) throws Exception {
        String heard = said.poll(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        assertThat(heard).as("%s; the daemon's log: %s", word, log()).isEqualTo(word);
    }

    /** The exit code of a daemon that ends by itself. */
    int ended() throws Exception {
        assertThat(process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS))
                .as("the daemon goes on: %s", log())
                .isTrue();
        return process.exitValue();
    }

    /** Kills it with SIGKILL, by pid, and sees that every process of its sandboxes goes with it. */
    void kill() throws Exception {
        kill(below());
    }

    /** Every process that it started; to look takes longer than what a kill may have to hit. */
    List<ProcessHandle> below() {
        return process.descendants().toList();
    }

    void kill(List<ProcessHandle> below) throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor()).as("ended by SIGKILL").isEqualTo(128 + 9);
        boolean gone =
                comes(
                        AT_ONCE_NANOS,
                        () ->
                                below.stream().noneMatch(GateProcess::runs)
                                        && inSandboxes(rig).isEmpty());
        assertThat(gone)
                .as("no process outlives its gate: %s, %s", below, inSandboxes(rig))
                .isTrue();
    }

    /**
     * A dead process that nobody has reaped yet (state Z, proc_pid_stat(5)) runs no more, unless
     * its first thread alone is dead.
     */
    private static boolean runs(ProcessHandle handle) {
        Path folder = Path.of("/proc/" + handle.pid());
        try (Stream<Path> threads = Files.list(folder.resolve("task"))) {
            String stat = Files.readString(folder.resolve("stat"));
            boolean dead = stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
            return handle.isAlive() && !(dead && threads.count() == 1);
        } catch (IOException | UncheckedIOException e) {
            return false; // it is gone
        }
    }

    /**
     * The processes, wherever they hang, that start or are a server of this rig: their command line
     * names its run folder, or a folder of its store is mounted where they are.
     */
    static List<Long> inSandboxes(Rig rig) {
        String run = rig.home + "/run/";
        String store = rig.folder.getFileName() + "/home/store/";
        return ProcessHandle.allProcesses()
                .filter(GateProcess::runs)
                .filter(each ->
                        text(each.pid(), "cmdline").contains(run)
                                || text(each.pid(), "mountinfo").contains(store))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String text(long pid, String file) {
        try {
            return Files.readString(
                    Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it ended, or it is nobody's of ours
        }
    }

    /** Ends what is left, without order. */
    @Override
    public void close() throws Exception {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly().waitFor();
        below.forEach(ProcessHandle::destroyForcibly);
        assertThat(comes(PATIENCE_NANOS, () -> below.stream().noneMatch(GateProcess::runs)))
                .isTrue();
    }

    /** Has the daemon sign what it has; its refusal, where it cannot. */
    static @Nullable Refusal signs(Rig rig) throws IOException {
        try (DaemonClient client = DaemonClient.connect(rig.home.resolve("daemon.sock"))) {
            client.ask(Json.object().put("do", "checkpoint").build());
            return null;
        } catch (Refused e) {
            return e.refusal();
        }
    }

    /** The daemon, whose ledger broke, refuses whatever is asked of it and says so to everybody. */
    void assertRefusesEverything(McpClient client) throws Exception {
        int reached = rig.reached();
        Refusal unavailable = Objects.requireNonNull(signs(rig));
        assertThat(unavailable.rule().value()).isEqualTo("ledger.unavailable");
        assertThat(unavailable.hint()).isEqualTo(Recorder.MEND);
        assertThat(client.tool("do", mail("refused@client.example")).toString())
                .contains("ledger.unavailable: the ledger cannot record, so the call was not made")
                .contains(Recorder.MEND);
        assertThat(rig.reached()).as("nothing leaves any more").isEqualTo(reached);
        assertThat(log())
                .containsOnlyOnce(
                        "stoplock: ledger.unavailable: the ledger refuses everything since");
        Rig.Ran read = command(rig, "log");
        assertThat(read.exit()).as("what is signed can still be read").isZero();
        assertThat(read.err())
                .contains("ledger.unavailable")
                .contains(new Copied("stoplock", rig.home).in(Recorder.MEND));
        assertThat(command(rig, "verify").exit()).isEqualTo(6);
    }

    /**
     * Takes up what a gate left, as the next start does: the ledger proves itself and still holds
     * all of {@code before}. Returns every record.
     */
    static List<AuditRecord> takenUp(Rig rig, List<AuditRecord> before) throws Exception {
        Path ledger = rig.home.resolve("ledger");
        Ledger.open(ledger, rig.home.resolve("keys"), "stoplock.local/ledger", Clock.systemUTC())
                .close();
        assertProvesItself(rig);
        List<AuditRecord> records = records(rig);
        assertThat(records).startsWith(before.toArray(AuditRecord[]::new));
        return records;
    }

    /** Arguments for one mail through {@link Rig#RESEND}. */
    static ObjectNode mail(String to) {
        return Rig.asking("[{\"op\":\"mail\",\"host\":\"" + Rig.RESEND + "\"}]").put("to", to);
    }

    /** Every signed record. */
    static List<AuditRecord> records(Rig rig) throws Exception {
        return new LedgerReader(rig.home.resolve("ledger"), rig.home.resolve("keys")).records();
    }

    static void assertProvesItself(Rig rig) throws Exception {
        assertThat(Verifier.verify(rig.home.resolve("ledger"), rig.home.resolve("keys")))
                .isInstanceOf(Verification.Good.class);
    }

    /** A command of the program that starts nothing, run in this process. */
    static Rig.Ran command(Rig rig, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        Site site = new Site(Map.of(), terminal, List.of());
        String[] line =
                Stream.concat(Stream.of("--home", rig.home.toString()), Stream.of(words))
                        .toArray(String[]::new);
        int exit =
                Commands.line(site, new Wiring(site, Parts.REAL), new LabStories(), new LabDrills())
                        .execute(line);
        return new Rig.Ran(exit, out.toString(UTF_8), err.toString(UTF_8));
    }
}
