package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who watches sees what leaves and what does not, while it happens; {@code ps} says the same. */
class WatchTest {

    private static final String MAIL = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    /** A watch that runs, read line by line. */
    private static final class Watch implements AutoCloseable {

        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> all = new ArrayList<>();

        Watch(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException e) {
                lines.add("broken: " + e);
            }
        }

        /** Waits for a line with all these texts in it. */
        String until(String... texts) throws InterruptedException {
            while (true) {
                String line = lines.poll(30, TimeUnit.SECONDS);
                assertThat(line).as("a line with %s after %s", List.of(texts), all).isNotNull();
                all.add(line);
                if (List.of(texts).stream().allMatch(line::contains)) {
                    return line;
                }
            }
        }

        int end() throws Exception {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        String errors() throws IOException {
            return new String(process.getErrorStream().readAllBytes(), UTF_8);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static String stranger() {
        ObjectNode mail = Rig.JSON.createObjectNode().put("op", "mail").put("host", Rig.POSTMARK);
        mail.put(
                "body",
                "{\"From\":\"billing@shop.example\",\"To\":\"customer@client.example\",\"Subject\":\"Your"
                        + " invoice\",\"TextBody\":\"x\",\"Bcc\":\""
                        + Rig.STRANGER
                        + "\"}");
        return "[" + mail + "]";
    }

    @Test
    void eachThingThatMattersIsOneLineWhileItHappens() throws Exception {
        rig.down();
        Process daemon = rig.up();
        assertThat(daemon.isAlive()).isTrue();
        Rig.Ran none = rig.cli("ps");
        assertThat(none.exit()).isZero();
        assertThat(none.out())
                .startsWith("nothing has left that was not asked for")
                .contains("no server runs");
        String yaml = Files.readString(rig.configFile());
        try (Watch watch = new Watch(rig.begin("watch"));
                Watch json = new Watch(rig.begin("watch", Rig.SERVER, "--json", "--last", "0"))) {
            watch.until("nothing has left that was not asked for");
            assertThat(Rig.JSON.readTree(json.until("safety")).at("/safety/good").asBoolean())
                    .isTrue();
            McpClient client = rig.run(Rig.SERVER, "--agent", "evil\u001b[2J\u202eagent");
            watch.until("· started postmark-mcp: npm:postmark-mcp@1.0.15");
            rig.call(client, Rig.asking("[" + MAIL + "]"));
            watch.until("✓ sent postmark-mcp: mail to customer@client.example");
            Rig.Led led = rig.call(client, Rig.asking(stranger()));
            assertThat(led.reached()).isZero();
            watch.until("✕ denied postmark-mcp:");
            JsonNode denied = Rig.JSON.readTree(json.until("\"denied\""));
            assertThat(denied.path("schema").asText()).isEqualTo("stoplock.watch/1");
            assertThat(denied.path("recipients").toString()).contains(Rig.STRANGER);
            Rig.Ran explained = rig.cli("explain", denied.path("call").asText());
            assertThat(explained.out()).as("%s", explained).contains(Rig.STRANGER);
            Rig.Ran ps = rig.cli("ps");
            assertThat(ps.out())
                    .as("%s", ps)
                    .startsWith("nothing has left that was not asked for")
                    .contains("postmark-mcp 1.0.15  instance ", "1 mail sent · 1 denied")
                    .doesNotContain("\u001b", "\u202e", "NOT ENFORCED");
            assertThat(ps.out().lines()).allMatch(line -> line.length() <= 80);
            client.end();
            watch.until("· ended postmark-mcp: ", "client");

            Files.writeString(
                    rig.configFile(),
                    yaml.replace(
                            "  \"postmark-mcp\":\n",
                            "  \"postmark-mcp\":\n    modes: {contract: report}\n"));
            McpClient loose = rig.join(Rig.SERVER);
            rig.call(loose, Rig.asking(stranger()));
            watch.until("! LET GO postmark-mcp: mail to");
            JsonNode gone = Rig.JSON.readTree(json.until("\"LET GO\""));
            assertThat(gone.path("mark").asText()).isEqualTo("loud");
            assertThat(rig.cli("ps").out())
                    .startsWith("! 1 exchange LEFT that nobody asked for")
                    .contains("NOT ENFORCED", "1 LEFT UNASKED");

            rig.cli("quarantine", Rig.SERVER, "--why", "a\n00:00:00 ✓ sent\u202e", "--by", "ana");
            watch.until("⏸ quarantined postmark-mcp: by ana (self-declared): a");
            rig.down();
            watch.until("the gate stopped in order");
            assertThat(watch.end()).isZero();
            assertThat(watch.errors()).contains("the gate has stopped in order");
            assertThat(json.end()).isZero();
            assertThat(String.join("\n", watch.all)).doesNotContain("\u001b", "\u202e");
            assertThat(watch.all).noneMatch(line -> line.startsWith("00:00:00 ✓"));
        }
        Rig.Ran after = rig.cli("ps");
        assertThat(after.exit()).isZero();
        assertThat(after.out()).contains("no daemon is up", "quarantined since", "by ana");
        Rig.Ran past = rig.cli("watch", "--since", "1h", "--json");
        assertThat(past.exit()).as("%s", past).isZero();
        assertThat(past.out().lines()).anyMatch(line -> line.contains("LET GO"));
        assertThat(past.err()).contains("no daemon is up");
        Rig.Ran released = rig.cli("quarantine", Rig.SERVER, "--release", "--why", "done");
        assertThat(released.exit()).as("%s", released).isZero();
    }

    @Test
    void idleServersHoldUpNobodyHoweverFewProcessorsThereAre() throws Exception {
        rig.down();
        Process daemon = rig.up("-Djdk.virtualThreadScheduler.parallelism=2");
        assertThat(daemon.isAlive()).isTrue();
        McpClient one = rig.run(Rig.SERVER);
        McpClient two = rig.join(Rig.SERVER);
        Rig.Ran ps = rig.cli("ps");
        assertThat(ps.out().lines().filter(line -> line.contains("instance "))).hasSize(2);
        assertThat(one.end() + two.end()).isZero();
    }

    @Test
    void aDaemonThatDiesIsNoOrderlyStop() throws Exception {
        rig.down();
        Process daemon = rig.up();
        Rig.Ran second = rig.cli("up");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).startsWith("stoplock: daemon.already-up: ").contains("hint: ");
        try (Watch watch = new Watch(rig.begin("watch"))) {
            watch.until("gate");
            daemon.destroyForcibly().waitFor();
            assertThat(watch.end()).isEqualTo(1);
            assertThat(watch.errors()).contains("stoplock: daemon.died: ", "hint: ");
        }
        assertThat(rig.cli("ps").out()).contains("the gate did not stop in order");
        assertThat(rig.cli("--version").out())
                .matches("stoplock \\d+\\.\\d+\\.\\d+\\S* \\(Java 25.*\\)\\s*");
    }
}
