package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.registry.PostmarkPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A server that mails, before and after an update that adds a copy, and a daemon that is killed
 * with SIGKILL at random moments while mails are under way. {@code -Dstoplock.kill.seed=N} plays
 * one point again.
 */
class KillAtRandomTest {

    private static final int MAILS = 12;
    private static final int SEQUENTIAL = 4;

    /** About what a system call takes: short beside a sync, and the gate needs the processor. */
    private static final long SHORTEST_NANOS = 10_000;

    private static final String REQUESTS = "requests at the API";
    private static final String BYTES = "bytes of records after the launch's";
    private static final String MICROSECONDS = "microseconds after the first call's record";
    private static final String SECRET = "POSTMARK_SERVER_TOKEN";

    private static final String COPY = ",\"Bcc\":\"" + Rig.STRANGER + "\"";

    private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    private Rig rig;
    private Asked asked;

    /** How a mail is asked for: the tool, and its arguments for this server and address. */
    private record Asked(String tool, BiFunction<String, String, ObjectNode> arguments) {}

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @BeforeEach
    void bothVersionsOfAServer(TestInfo test) throws Exception {
        if (test.getTags().contains("full")) {
            rig = storysServer();
            asked =
                    new Asked(
                            "sendEmail",
                            (server, to) ->
                                    Rig.JSON
                                            .createObjectNode()
                                            .put("to", to)
                                            .put("subject", "Your invoice")
                                            .put("textBody", "Please find it attached."));
        } else {
            rig = Rig.locked("before", "after");
            asked = new Asked("do", KillAtRandomTest::told);
        }
        rig.limit("before", "mails-per-hour: 1000000");
        rig.limit("after", "mails-per-hour: 1000000");
    }

    /** The server that does as it is told: under the name "after" it adds a copy. */
    @Test
    void ten_kills_leave_no_mail_that_is_both_unrecorded_and_delivered() throws Exception {
        kill(10);
    }

    private static ObjectNode told(String server, String to) {
        String body =
                "{\"From\":\"billing@shop.example\",\"Subject\":\"Your invoice\",\"TextBody\":\"x\",\"To\":\""
                        + to
                        + "\""
                        + (server.equals("after") ? COPY : "")
                        + "}";
        ObjectNode mail = Rig.JSON.createObjectNode().put("op", "mail").put("host", Rig.POSTMARK);
        return Rig.asking("[" + mail.put("body", body) + "]").put("to", to);
    }

    /** The story's own server, before and after its update. */
    @Tag("full")
    @Test
    void two_hundred_kills_leave_no_mail_that_is_both_unrecorded_and_delivered() throws Exception {
        kill(200);
        assertThat(fates.keySet())
                .as("every fate was met")
                .containsExactlyInAnyOrder(Fate.values());
    }

    private static Rig storysServer() throws Exception {
        Rig rig = Rig.story();
        rig.secret(SECRET, rig.postmarkToken);
        add(rig, PostmarkPackage.BEFORE, "before");
        add(rig, PostmarkPackage.AFTER, "after");
        rig.down();
        return rig;
    }

    private static void add(Rig rig, String version, String name) throws Exception {
        Rig.Ran added =
                rig.cli(
                        "add",
                        "npm:postmark-mcp@" + version,
                        "--name",
                        name,
                        "--lock",
                        rig.lockfile().toString(),
                        "--network",
                        Rig.POSTMARK,
                        "--secret",
                        SECRET,
                        "--env",
                        "DEFAULT_SENDER_EMAIL=billing@shop.example",
                        "--env",
                        "DEFAULT_MESSAGE_STREAM=outbound");
        assertThat(added.exit()).as(added.toString()).isZero();
    }

    private void kill(int points) throws Exception {
        Long wanted = Long.getLong("stoplock.kill.seed");
        Random seeds = new Random();
        GateProcess gate = GateProcess.real(rig);
        try {
            for (int i = 0; i < (wanted == null ? points : 1) || goesOn(wanted, i, points); i++) {
                Point point = new Point(wanted == null ? seeds.nextInt(1 << 30) : wanted);
                try {
                    gate = point.play(gate);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("at " + point + ": " + e.getMessage(), e);
                }
            }
        } finally {
            gate.close();
        }
        Rig.Ran verified = GateProcess.command(rig, "verify");
        assertThat(verified.exit()).as(verified.toString()).isZero();
        System.out.println("KillAtRandomTest: " + points + " kills, mails " + fates);
        // Whether one of ten meets the moment between a record and its outcome is chance, and is
        // not required here: KillAtEachStepTest kills there for certain.
        assertThat(fates).containsKeys(Fate.DELIVERED, Fate.DENIED);
        assertEveryCommandCountsTheSame();
    }

    /** On a slow machine ten kills may all come before the first denial: then some more. */
    private boolean goesOn(@Nullable Long wanted, int played, int points) {
        return wanted == null
                && played < 3 * points
                && !fates.keySet().containsAll(List.of(Fate.DELIVERED, Fate.DENIED));
    }

    private void assertEveryCommandCountsTheSame() throws Exception {
        JsonNode safety =
                Rig.JSON.readTree(GateProcess.command(rig, "ps", "--json").out()).path("safety");
        Map<String, Integer> accounted = new HashMap<>();
        for (String server : List.of("before", "after")) {
            String told = GateProcess.command(rig, "incident", server, "--json").out();
            for (JsonNode each : Rig.JSON.readTree(told).path("exchanges")) {
                if (each.path("mails").asInt() > 0) {
                    accounted.merge(each.path("fate").asText(), 1, Integer::sum);
                }
            }
        }
        Map<String, Integer> watched = new HashMap<>();
        Rig.Ran watch = GateProcess.command(rig, "watch", "--since", "1d", "--json");
        for (String line : watch.out().lines().toList()) {
            watched.merge(Rig.JSON.readTree(line).path("word").asText(), 1, Integer::sum);
        }
        int doubtful = fates.getOrDefault(Fate.MAY_HAVE_LEFT, 0);
        int delivered = fates.getOrDefault(Fate.DELIVERED, 0);
        assertThat(safety.path("inDoubt").asInt()).as("%s", safety).isEqualTo(doubtful);
        assertThat(safety.path("unasked").asInt()).isZero();
        assertThat(accounted.getOrDefault("in-doubt", 0)).isEqualTo(doubtful);
        assertThat(accounted.get("left")).isEqualTo(delivered);
        assertThat(watched.getOrDefault("in doubt", 0)).isEqualTo(doubtful);
        assertThat(watched.get("sent")).isEqualTo(delivered);
    }

    /** One kill: what the seed decides, and what is then asked and found. */
    private final class Point {

        private final long seed;
        private final String server;
        private final String when;
        private final long amount;
        private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();

        Point(long seed) {
            Random random = new Random(seed);
            this.seed = seed;
            this.server = random.nextInt(3) == 0 ? "after" : "before";
            int kind = random.nextInt(4);
            if (kind < 2 && server.equals("before")) {
                when = REQUESTS;
                amount = 1 + random.nextInt(MAILS);
            } else if (kind % 2 == 0) {
                when = BYTES;
                amount = random.nextInt(25_000);
            } else {
                when = MICROSECONDS;
                amount = random.nextInt(300_000);
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ": server " + server + ", killed " + amount + " " + when;
        }

        private String address(int mail) {
            return "p" + seed + "-" + mail + "@client.example";
        }

        /** Kills the daemon and returns the next one, which has taken up what was left. */
        GateProcess play(GateProcess gate) throws Exception {
            rig.postmark.clear();
            McpClient client = rig.join(server);
            List<ProcessHandle> below = gate.below();
            BooleanSupplier due = due();
            Thread.ofPlatform().daemon().name("asks").start(() -> ask(client));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!due.getAsBoolean() && answers.size() < MAILS) {
                assertThat(System.nanoTime()).as("answers: %s", answers).isLessThan(until);
                LockSupport.parkNanos(SHORTEST_NANOS);
            }
            gate.kill(below);
            GateProcess next = GateProcess.real(rig);
            try {
                GateProcess.assertProvesItself(rig);
                compare(GateProcess.records(rig), rig.postmark.requests());
                return next;
            } catch (Exception | AssertionError e) {
                next.close();
                throw e;
            }
        }

        /** When to kill; asked again at once, since what matters takes microseconds. */
        private BooleanSupplier due() {
            Path segment = rig.home.resolve("ledger/wal/segment");
            long[] seen = {size(segment), 0, 0};
            BooleanSupplier grown =
                    () -> {
                        long now = size(segment);
                        seen[1] += Math.max(0, now - seen[0]);
                        seen[0] = now;
                        return seen[1] > (when.equals(BYTES) ? amount : 0);
                    };
            return switch (when) {
                case REQUESTS -> () -> rig.postmark.requests().size() >= amount;
                case BYTES -> grown;
                default ->
                        () -> {
                            if (seen[2] == 0 && grown.getAsBoolean()) {
                                seen[2] = System.nanoTime();
                            }
                            return seen[2] != 0 && System.nanoTime() - seen[2] >= amount * 1_000;
                        };
            };
        }

        private void ask(McpClient client) {
            try {
                for (int mail = 1; mail <= MAILS; mail++) {
                    String address = address(mail);
                    CompletableFuture<JsonNode> answer =
                            client.startTool(asked.tool(), asked.arguments().apply(server, address))
                                    .whenComplete((told, lost) -> keep(address, told));
                    if (mail <= SEQUENTIAL) {
                        answer.join();
                    }
                }
            } catch (IOException | CompletionException e) {
                return; // the gate was killed
            }
        }

        private void keep(String address, @Nullable JsonNode answer) {
            if (answer != null) {
                answers.put(address, answer);
            }
        }

        /** Ledger, API and client against each other. */
        private void compare(List<AuditRecord> records, List<ApiRequest> requests) {
            int open = 0;
            for (int mail = 1; mail <= MAILS; mail++) {
                String address = address(mail);
                Fate fate = Fate.of(address, records);
                fates.merge(fate, 1, Integer::sum);
                long arrived =
                        requests.stream()
                                .filter(each -> each.recipients().contains(address))
                                .count();
                switch (fate) {
                    case DELIVERED -> assertThat(arrived).as(address + " delivered").isEqualTo(1);
                    case MAY_HAVE_LEFT -> assertThat(arrived).as(address).isLessThanOrEqualTo(1);
                    case DENIED, NEVER_JUDGED ->
                            assertThat(arrived).as(address + " " + fate).isZero();
                }
                JsonNode told = answers.get(address);
                if (told != null) {
                    assertThat(fate)
                            .as("%s, of which the client was told %s", address, told)
                            .isEqualTo(
                                    told.at("/result/isError").asBoolean()
                                            ? Fate.DENIED
                                            : Fate.DELIVERED);
                }
                if (fate == Fate.MAY_HAVE_LEFT && open++ == 0) {
                    assertExplained(address, records);
                }
            }
            for (ApiRequest each : requests) {
                assertThat(new String(each.raw(), ISO_8859_1))
                        .doesNotContain(PostmarkPackage.STRANGER);
                assertThat(each.recipients()).hasSize(1);
            }
        }

        private void assertExplained(String address, List<AuditRecord> records) {
            for (AuditRecord record : records) {
                if (record.event() instanceof Event.Judged judged
                        && judged.recipients().contains(address)) {
                    Rig.Ran ran = GateProcess.command(rig, "explain", judged.effect().value());
                    assertThat(ran.out()).contains("may have left").doesNotContain("has left");
                }
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
