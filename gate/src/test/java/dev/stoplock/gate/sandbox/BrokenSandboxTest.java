package dev.stoplock.gate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Threads that sandboxes rest on die: no server runs on without them, and nobody waits for ever.
 */
@Tag("root")
class BrokenSandboxTest {

    private static final String TRIES =
            """
            import socket, time
            while True:
                try:
                    s = socket.create_connection(('198.51.100.7', 443), 2); print(s.recv(100).decode().strip(), flush=True); s.close()
                except OSError as e:
                    print('error', flush=True)
                time.sleep(0.02)
            """;

    private final ConcurrentLinkedQueue<String> connections = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void aServerIsEndedWhenTheThreadOfItsNamespaceDiesAndIsCapturedUntilThen() throws Exception {
        try (Sandboxes.Space space = bench.open(connections, refused)) {
            Running running = space.start(bench.plan(TRIES, Map.of()));
            assertThat(running.stdout().read()).isEqualTo('c');
            die("stoplock-namespace-test-1");
            assertThat(running.ended().get(10, TimeUnit.SECONDS))
                    .isEqualTo("ended because the thread that held its network namespace is gone");
            String said = "c" + new String(running.stdout().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said.lines()).containsOnly("captured");
            assertThat(connections).containsOnly("198.51.100.7 443");
        }
    }

    @Test
    void noServerStartsInANamespaceWhoseThreadDied() throws Exception {
        LaunchPlan plan = bench.plan(TRIES, Map.of());
        try (Sandboxes.Space space = bench.open(connections, refused)) {
            die("stoplock-namespace-test-1");
            assertThatThrownBy(() -> space.start(plan))
                    .asInstanceOf(type(Refused.class))
                    .satisfies(
                            e -> assertThat(e.refusal().rule().value()).isEqualTo("sandbox.start"))
                    .satisfies(
                            e -> assertThat(e).hasMessageContaining("network namespace is gone"));
        }
    }

    /**
     * Threat: the dead thread's number was given to another thread, which is in the host's network.
     */
    @Test
    void noServerStartsInTheNetworkOfTheGateItself() throws Exception {
        Path ran = bench.folder.resolve("ran");
        LaunchPlan plan = bench.plan("open('/tmp/ran', 'w')", Map.of());
        InsideFiles files =
                new InsideFiles(
                        bench.folder.resolve("here"),
                        23_456,
                        new byte[] {'x'},
                        null,
                        SeccompFilter.forArchitecture(System.getProperty("os.arch", "")));
        String own = "/proc/" + ProcessHandle.current().pid() + "/ns/net";
        Process process =
                new ProcessBuilder(
                                BubblewrapLine.of(
                                        Tools.find(), Privilege.here(), own, 23_456, files, plan))
                        .redirectErrorStream(true)
                        .start();
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isEqualTo(121);
        assertThat(ran).doesNotExist();
        files.delete();
    }

    @Test
    void everyServerEndsWithTheSpawnerAndNoneStartsAfterIt() throws Exception {
        try (Sandboxes.Space space = bench.open(connections, refused)) {
            Running running = space.start(bench.plan(TRIES, Map.of()));
            assertThat(running.stdout().read()).isEqualTo('c');
            bench.sandboxes
                    .spawner()
                    .submit(() -> {
                        throw new StackOverflowError("planted");
                    });
            assertThat(running.ended().get(10, TimeUnit.SECONDS))
                    .isEqualTo("ended because the thread of the gate that started it is gone");
            assertThatThrownBy(() -> bench.sandboxes.open(new InstanceId("after")))
                    .asInstanceOf(type(Refused.class))
                    .satisfies(
                            e -> assertThat(e.refusal().rule().value()).isEqualTo("sandbox.start"))
                    .satisfies(e -> assertThat(e.refusal().hint()).contains("stoplock down"));
        }
    }

    /** Ends a thread of the gate from within this process, as an error in it would. */
    private static void die(String name) throws Exception {
        Thread thread =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(each -> each.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        thread.interrupt();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }
}
