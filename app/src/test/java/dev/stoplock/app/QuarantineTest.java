package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.json.Json;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A person stops a server: it ends within a second, nothing of it leaves after that, and it stays
 * stopped until it is released.
 */
class QuarantineTest {

    private static final String MAIL = "[{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}]";
    private static final Json NONE = new Json.Arr(List.of());
    private static Rig rig;
    private static String yaml = "";

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        yaml = Files.readString(rig.configFile());
        rig.up();
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    @AfterEach
    void release() throws Exception {
        Files.writeString(rig.configFile(), yaml);
        if (!NONE.equals(ask("ps", "").at("quarantined"))) {
            ask("release", "the test is over");
        }
    }

    private static Json.Obj ask(String what, String why) throws Exception {
        try (DaemonClient client = DaemonClient.connect(rig.home.resolve("daemon.sock"))) {
            return client.ask(
                    Json.object()
                            .put("do", what)
                            .put("server", Rig.SERVER)
                            .put("by", "ana")
                            .put("why", why)
                            .build());
        }
    }

    private static Stream<JsonNode> of(String type) throws Exception {
        return rig.records().stream().filter(each -> each.path("type").asText().equals(type));
    }

    /** Every process of the server that runs, the sandbox's own included. */
    private static List<ProcessHandle> processes() throws Exception {
        long pid = of("launched").toList().getLast().path("pid").asLong();
        ProcessHandle outer = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(outer), outer.descendants()).toList();
    }

    private static boolean runs(ProcessHandle process) {
        try {
            return process.isAlive()
                    && !Files.readString(java.nio.file.Path.of("/proc/" + process.pid() + "/stat"))
                            .contains(") Z ");
        } catch (IOException e) {
            // it ended between the two looks
            return false;
        }
    }

    private static void dialTo(int port) throws Exception {
        Files.writeString(
                rig.configFile(),
                yaml.replace("127.0.0.1:" + rig.postmark.port(), "127.0.0.1:" + port));
    }

    @Test
    void aMailThatIsJustBeingSentStaysHereAndItsCallIsToldWhoStoppedIt() throws Exception {
        try (HeldPeer peer = new HeldPeer(rig.certificates.server(Rig.POSTMARK), true)) {
            dialTo(peer.port());
            McpClient client = rig.run(Rig.SERVER);
            CompletableFuture<JsonNode> answer = client.startTool("do", Rig.asking(MAIL));
            HeldPeer.await(peer.accepted);
            List<ProcessHandle> processes = processes();
            assertThat(processes).hasSizeGreaterThan(1).allMatch(QuarantineTest::runs);
            long asked = System.nanoTime();
            Json.Obj said = ask("quarantine", "a copy went to a stranger");
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
            // the kernel takes the sandbox's inner processes down with the outer one, a moment
            // later
            List<ProcessHandle> left = processes;
            while (!left.isEmpty() && System.nanoTime() - asked < TimeUnit.SECONDS.toNanos(1)) {
                left = processes.stream().filter(QuarantineTest::runs).toList();
            }
            assertThat(said.at("alive")).isEqualTo(NONE);
            assertThat(left).as("after %s ms", took).isEmpty();
            assertThat(took).isLessThan(1_000);
            // only now could it have left
            peer.goOn();
            String text = answer.get(20, TimeUnit.SECONDS).at("/result/content/0/text").asText();
            assertThat(text)
                    .startsWith(
                            "quarantine.server: server postmark-mcp was quarantined by ana"
                                    + " (self-declared) at ")
                    .contains(
                            "a copy went to a stranger",
                            // the door was shut before it was there: it is known to have stayed
                            "nothing of this call has left",
                            "hint:")
                    .doesNotContain("may have left");
            HeldPeer.await(peer.ended);
            assertThat(peer.bytes).hasValue(0);
            assertThat(client.ended().exit()).as("run says why it is over").isEqualTo(3);
        }
        assertThat(of("quarantined").toList().getLast().path("by").asText()).isEqualTo("ana");
        assertThat(of("exited").toList().getLast().path("reason").asText())
                .isEqualTo("ended: quarantined by ana (self-declared)");
        assertThat(of("outcome").toList().getLast().path("detail").asText())
                .startsWith("host.door-shut: ");
    }

    @Test
    void aMailThatIsHalfOutIsCutAndToldAsInDoubt() throws Exception {
        try (HeldPeer peer = new HeldPeer(rig.certificates.server(Rig.POSTMARK), false)) {
            dialTo(peer.port());
            McpClient client = rig.join(Rig.SERVER);
            CompletableFuture<JsonNode> answer = client.startTool("do", Rig.asking(MAIL));
            HeldPeer.await(peer.reading);
            ask("quarantine", "it sends too much");
            HeldPeer.await(peer.ended);
            assertThat(answer.get(20, TimeUnit.SECONDS).at("/result/content/0/text").asText())
                    .startsWith("quarantine.server: ")
                    .contains(
                            "already sent: POST /email to api.postmarkapp.com:443 (it may have left)",
                            "do not send again");
        }
        Rig.Ran ps = rig.cli("ps");
        assertThat(ps.out()).as("%s", ps).contains("! 1 exchange may have left (in doubt)");
    }

    @Test
    void itStaysStoppedOverAKillOfTheDaemonAndStartsOnceReleased() throws Exception {
        rig.down();
        Process daemon = rig.up();
        Rig.Ran stopped =
                rig.cli("quarantine", Rig.SERVER, "--why", "odd\n\u202e14:02:00 ✓", "--by", "ana");
        assertThat(stopped.exit()).as("%s", stopped).isZero();
        assertThat(stopped.out())
                .contains("postmark-mcp is quarantined: by ana (self-declared): odd")
                .contains("nothing of it was running", pasted("incident " + Rig.SERVER))
                .contains(pasted("quarantine " + Rig.SERVER + " --release --why TEXT"))
                .doesNotContain("\u202e");
        daemon.destroyForcibly().waitFor();
        assertThat(rig.cli("quarantine").out()).as("asked of the ledger").contains("by ana");
        Rig.Ran run = rig.cli("run", Rig.SERVER);
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .startsWith(
                        "stoplock: quarantine.server: server postmark-mcp was quarantined by ana")
                .contains("hint: ", "a person sees how with: " + pasted("quarantine"));
        Rig.Ran again = rig.cli("quarantine", Rig.SERVER, "--why", "again", "--by", "ben");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("is quarantined already", "by ana");
        Rig.Ran replaced = rig.add("1.0.16", Rig.SERVER, "--replace", "--why", "mended");
        assertThat(replaced.out())
                .as("%s", replaced)
                .contains("stays quarantined", "by ana")
                .contains(pasted("quarantine " + Rig.SERVER + " --release --why TEXT"))
                .contains("`" + pasted("run " + Rig.SERVER) + "`");
        Rig.Ran released =
                rig.cli("quarantine", Rig.SERVER, "--release", "--why", "looked at", "--by", "ben");
        assertThat(released.exit()).as("%s", released).isZero();
        assertThat(rig.run(Rig.SERVER).end()).isZero();
        assertThat(of("released").toList().getLast().path("why").asText()).isEqualTo("looked at");
        assertThat(of("refused").map(each -> each.path("rule").asText()))
                .contains("quarantine.server");
    }

    @Test
    void whatCannotBeStoppedIsSaidClearly() throws Exception {
        assertThat(refusal("quarantine", "postmark-mpc", "--why", "x"))
                .startsWith("stoplock: quarantine.unknown: ")
                .contains("the names are: postmark-mcp");
        assertThat(refusal("quarantine", Rig.SERVER))
                .startsWith("stoplock: cli.usage: --why")
                .contains("hint: " + pasted("quarantine NAME --why TEXT"));
        assertThat(refusal("quarantine", Rig.SERVER, "--release", "--why", "x"))
                .startsWith("stoplock: quarantine.none: ");
        assertThat(refusal("quarantine", "../\u001b[2J", "--why", "x"))
                .startsWith("stoplock: cli.usage: not a server name")
                .doesNotContain("\u001b");
        assertThat(refusal("quaran\u001btine\nx")).doesNotContain("\u001b").contains("quaran");
    }

    private static String pasted(String command) {
        return "stoplock --home " + rig.home + " " + command;
    }

    private static String refusal(String... words) throws Exception {
        Rig.Ran ran = rig.cli(words);
        assertThat(ran.exit()).as("%s", ran).isEqualTo(2);
        assertThat(ran.err().lines()).hasSize(2);
        return ran.err();
    }

    @Test
    void aRunThatStartsInTheSameMomentDoesNotSlipThrough() throws Exception {
        try (DaemonClient warm = DaemonClient.connect(rig.home.resolve("daemon.sock"))) {
            assertThat(started(warm)).isTrue();
        }
        for (int i = 0; i < 8; i++) {
            DaemonClient client = DaemonClient.connect(rig.home.resolve("daemon.sock"));
            CompletableFuture<Boolean> run = CompletableFuture.supplyAsync(() -> started(client));
            CompletableFuture.supplyAsync(
                            () -> "now",
                            CompletableFuture.delayedExecutor(i * 45L, TimeUnit.MILLISECONDS))
                    .join();
            ask("quarantine", "race " + i);
            assertThat(ask("ps", "").at("servers")).as("round %s", i).isEqualTo(NONE);
            // whether it had started or not, its connection is over
            run.get(20, TimeUnit.SECONDS);
            client.awaitClose();
            client.close();
            ask("release", "next");
        }
        assertThat(of("exited").map(each -> each.path("instance").asText()))
                .containsAll(of("launched").map(each -> each.path("instance").asText()).toList());
    }

    private static boolean started(DaemonClient client) {
        try {
            client.ask(Json.object().put("do", "run").put("server", Rig.SERVER).build());
            return true;
        } catch (Refused e) {
            assertThat(e.refusal().rule().value()).isEqualTo("quarantine.server");
            return false;
        } catch (IOException e) {
            throw new AssertionError("the daemon did not answer", e);
        }
    }

    @Test
    void aSignalToTheTerminalsWholeGroupIsTheGatesToActOn() throws Exception {
        rig.down();
        Process daemon = rig.up(List.of("setsid"), Main.class);
        McpClient client = rig.run(Rig.SERVER);
        CompletableFuture<JsonNode> answer =
                client.startTool("do", Rig.asking("[{\"op\":\"hold\"}]"));
        client.other("holding");
        new ProcessBuilder("kill", "-TERM", "--", "-" + daemon.pid()).start().waitFor();
        assertThat(answer.get(20, TimeUnit.SECONDS).at("/result/content/0/text").asText())
                .startsWith("mcp.gate-stopped: the gate was stopped");
        assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(of("exited").toList().getLast().path("reason").asText())
                .isEqualTo("ended: the gate stopped");
        assertThat(of("stopped").count()).isPositive();
        assertThatThrownBy(() -> ask("ps", "x")).isInstanceOf(IOException.class);
        assertThat(rig.cli("quarantine").out()).contains("no server is quarantined");
        rig.up();
    }
}
