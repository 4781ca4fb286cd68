package dev.stoplock.gate.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Finding;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.History;
import dev.stoplock.gate.port.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {

    private static final ServerName SERVER = new ServerName("postmark-mcp");
    private static final InstanceId INSTANCE = new InstanceId("i1");
    private static final ServerPolicy POLICY =
            new ServerPolicy(
                    SERVER, Grant.NONE, List.of(), null, Modes.ENFORCE, new Limits(2, 100));

    @TempDir private Path folder = Path.of("unset");

    @BeforeEach
    void keys() throws IOException {
        Files.createDirectory(
                folder.resolve("keys"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Ledger open() throws Exception {
        return Ledger.open(
                folder.resolve("ledger"),
                folder.resolve("keys"),
                "test.example/log",
                Clock.systemUTC());
    }

    private LedgerReader reader() {
        return new LedgerReader(folder.resolve("ledger"), folder.resolve("keys"));
    }

    private static Detection start(Ledger ledger, LedgerReader reader) {
        return Detection.start(
                Detectors.ALL,
                reader,
                ledger,
                ledger,
                ledger,
                new ServerBreakers(Clock.systemUTC()));
    }

    private static Event launched() {
        Digest digest = Digest.sha256(new byte[0]);
        return new Event.Launched(
                INSTANCE,
                SERVER,
                PackageRef.parse("npm:postmark-mcp@1.0.16"),
                digest,
                digest,
                new AgentName("agent"),
                "self-declared",
                1);
    }

    private static Event mail(String effect, String... recipients) {
        return new Event.Judged(
                new EffectId(effect),
                null,
                INSTANCE,
                SERVER,
                "postmark POST /email",
                "api.postmarkapp.com:443",
                "allow",
                new RuleId("contract.explained"),
                "said",
                List.of(),
                Mode.ENFORCE,
                true,
                0,
                1,
                List.of(recipients),
                null,
                null);
    }

    private List<Event.Found> recorded() throws Exception {
        List<Event.Found> found = new ArrayList<>();
        for (AuditRecord record : reader().records()) {
            if (record.event() instanceof Event.Found each && each.id() != null) {
                assertThat(each.evidence()).allMatch(index -> index < record.index());
                found.add(each);
            }
        }
        return found;
    }

    private List<Event.Found> replayed() throws Exception {
        return Detectors.findings(reader().records()).stream().map(Finding::event).toList();
    }

    @Test
    void theFindingsOnRecordAreThoseOfAFoldOverTheLedgerOnDisk() throws Exception {
        try (Ledger ledger = open()) {
            try (Detection detection = start(ledger, reader())) {
                assertThat(detection).isNotNull();
                ledger.append(launched());
                for (int i = 0; i < 20; i++) {
                    ledger.append(mail("e" + i, "a" + i % 7 + "@shop.example", "b@shop.example"));
                }
            }
        }
        assertThat(recorded()).hasSize(8).isEqualTo(replayed());
        assertThat(recorded().getFirst().sentence())
                .contains(
                        "postmark-mcp 1.0.16 mails a0@shop.example (never before by this server)");
    }

    @Test
    void whatACrashLeftOutIsFoundAtTheNextStartOnce() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(launched());
            ledger.append(mail("e1", "ann@shop.example"));
        }
        assertThat(recorded()).isEmpty();
        for (int restart = 0; restart < 3; restart++) {
            try (Ledger ledger = open()) {
                start(ledger, reader()).close();
            }
            assertThat(recorded()).as("restart %s", restart).hasSize(1).isEqualTo(replayed());
        }
    }

    /** Holds back the first finding until it is told to go on. */
    private record Slow(Recorder ledger, CountDownLatch held, CountDownLatch goOn)
            implements Recorder {

        @Override
        public long append(Event event) throws IOException {
            if (event instanceof Event.Found) {
                held.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return ledger.append(event);
        }

        @Override
        public long append(List<Event> events, List<Enclosed> bodies) throws IOException {
            return ledger.append(events, bodies);
        }

        @Override
        public Enclosed enclose(byte[] body) throws IOException {
            return ledger.enclose(body);
        }

        @Override
        public Digest keep(byte[] body) throws IOException {
            return ledger.keep(body);
        }
    }

    @Test
    void whoFallsBehindReadsTheLedgerAgainAndNobodyWaitsForIt() throws Exception {
        BlockingQueue<AuditRecord> seen = new LinkedBlockingQueue<>();
        Slow slow = new Slow(open(), new CountDownLatch(1), new CountDownLatch(1));
        try (Ledger ledger = (Ledger) slow.ledger();
                ExecutorService writers = Executors.newFixedThreadPool(32)) {
            try (Detection detection =
                    Detection.start(
                            Detectors.ALL,
                            reader(),
                            ledger,
                            ledger,
                            slow,
                            new ServerBreakers(Clock.systemUTC()))) {
                assertThat(detection).isNotNull();
                ledger.append(mail("e1", "first@shop.example"));
                slow.held().await();
                List<Future<Long>> all = new ArrayList<>();
                for (int i = 0; i < 9_000; i++) {
                    all.add(
                            writers.submit(() ->
                                    ledger.append(
                                            new Event.SecretUsed(
                                                    new EffectId("e1"),
                                                    new SecretName("TOKEN"),
                                                    "api.mail.example:443"))));
                }
                for (Future<Long> each : all) {
                    each.get();
                }
                ledger.append(mail("e2", "last@shop.example"));
                ledger.follow(seen);
                slow.goOn().countDown();
                String said = "";
                while (!said.contains("last@shop.example")) {
                    AuditRecord next = seen.poll(60, TimeUnit.SECONDS);
                    assertThat(next).as("nothing was found in what it had missed").isNotNull();
                    said = String.valueOf(next);
                }
            }
        }
        assertThat(recorded()).hasSize(2).isEqualTo(replayed());
    }

    @Test
    void whatWasSentBeforeARestartStillCounts() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(mail("e1", "ann@shop.example"));
            ledger.append(mail("e2", "ann@shop.example"));
            ServerBreakers breakers = new ServerBreakers(Clock.systemUTC());
            try (Detection detection =
                    Detection.start(Detectors.ALL, reader(), ledger, ledger, ledger, breakers)) {
                assertThat(detection).isNotNull();
                assertThat(breakers.mails(POLICY, new EffectId("e3"), 1))
                        .isInstanceOf(Leave.Exceeded.class);
                ledger.append(new Event.Outcome(new EffectId("e2"), "failed", 0, "x", null));
            }
            ServerBreakers later = new ServerBreakers(Clock.systemUTC());
            start(ledger, reader()).close();
            Detection.start(Detectors.ALL, reader(), ledger, ledger, ledger, later).close();
            assertThat(later.mails(POLICY, new EffectId("e3"), 1))
                    .isInstanceOf(Leave.Granted.class);
        }
    }

    @Test
    void aLedgerThatCannotBeReadGivesNobodyLeaveAndSaysSo() throws Exception {
        History broken =
                () -> {
                    throw new IOException("log/tile/0/000 is missing");
                };
        ServerBreakers breakers = new ServerBreakers(Clock.systemUTC());
        try (Ledger ledger = open()) {
            try (Detection detection =
                    Detection.start(Detectors.ALL, broken, ledger, ledger, ledger, breakers)) {
                assertThat(detection).isNotNull();
                assertThatThrownBy(() -> breakers.call(POLICY, "send", "same"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("log/tile/0/000 is missing");
                assertThatThrownBy(() -> breakers.mails(POLICY, new EffectId("e1"), 1))
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(reader().records())
                .anySatisfy(record ->
                        assertThat(record.event())
                                .isInstanceOfSatisfying(
                                        Event.Found.class,
                                        found ->
                                                assertThat(found.rule().value())
                                                        .isEqualTo("detect.failed")));
    }
}
