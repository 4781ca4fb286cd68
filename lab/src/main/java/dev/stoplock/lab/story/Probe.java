package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.agent.DueLettersTool;
import dev.stoplock.lab.agent.Person;
import dev.stoplock.lab.world.Ledgers;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An agent's person who says yes to everything, and who uses the moment of the first mail's prompt,
 * while the server runs, to send bytes to an address of nobody's from inside the server's own
 * network namespace. What comes of it stands in the ledger.
 */
final class Probe implements Person {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    static final String ADDRESS = Ledgers.NOBODY;

    private final Stage stage;
    private final StoplockHome home;
    private String instance = "";
    private String failure = "the agent never asked to mail anything";

    Probe(Stage stage, StoplockHome home) {
        this.stage = stage;
        this.home = home;
    }

    @Override
    public boolean approves(Approver.Shown shown) {
        if (instance.isEmpty() && !shown.tool().equals(DueLettersTool.NAME)) {
            try {
                send();
            } catch (Refused | IOException e) {
                failure = "the probe failed: " + e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = "the probe was interrupted";
            }
        }
        return true;
    }

    private void send() throws Refused, IOException, InterruptedException {
        Json.@Nullable Obj launched = Ledgers.last(home.log(), "launched");
        if (launched == null) {
            failure = "no server stands in the ledger as launched";
            return;
        }
        instance = String.valueOf(launched.text("instance"));
        String namespace = namespace(Long.parseLong(String.valueOf(launched.text("pid"))));
        String program =
                "exec 3<>/dev/tcp/"
                        + ADDRESS
                        + "/443 || exit 3; printf 'a few bytes for nobody\\r\\n\\r\\n' >&3; timeout 5 cat <&3";
        List<String> command =
                List.of(
                        "nsenter",
                        "--net=" + namespace,
                        "--",
                        "setpriv",
                        "--inh-caps=-all",
                        "--ambient-caps=-all",
                        "timeout",
                        "15",
                        "bash",
                        "-c",
                        program);
        stage.children()
                .run(
                        "probe",
                        stage.folder().root(),
                        Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
                        LIMIT,
                        command);
        failure = "";
    }

    /** The namespace of the server: the first of its processes that is not in ours. */
    private static String namespace(long pid) throws IOException {
        Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        List<ProcessHandle> all =
                ProcessHandle.of(pid).stream()
                        .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                        .toList();
        for (ProcessHandle each : all) {
            Path its = Path.of("/proc", Long.toString(each.pid()), "ns/net");
            if (Files.exists(its) && !Files.readSymbolicLink(its).equals(ours)) {
                return its.toString();
            }
        }
        throw new IOException(
                "no process of the server (" + pid + ") is in a network namespace of its own");
    }

    /** The instance that served the phase. */
    String instance() {
        return instance;
    }

    /** Holds the ledger to it: what the probe sent must stand there, denied. */
    void check(String way, List<Json.Obj> log, Expected expected) {
        expected.that(failure.isEmpty(), way + ": " + failure);
        boolean denied =
                log.stream()
                        .anyMatch(record ->
                                Ledgers.denied(record, instance)
                                        && "host.not-granted".equals(record.text("rule"))
                                        && String.valueOf(record.text("destination"))
                                                .startsWith(ADDRESS));
        expected.that(
                denied,
                way
                        + ": the probe to "
                        + ADDRESS
                        + ":443 is no host.not-granted denial in the ledger");
    }
}
