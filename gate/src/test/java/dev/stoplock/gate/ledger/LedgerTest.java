package dev.stoplock.gate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Tail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    @TempDir Path home;

    @Test
    void aFollowerGetsEachRecordInOrderAndOneThatFallsBehindHoldsNobodyUp() throws Exception {
        LinkedBlockingQueue<AuditRecord> quick = new LinkedBlockingQueue<>();
        ArrayBlockingQueue<AuditRecord> full = new ArrayBlockingQueue<>(2);
        try (Ledger ledger = Samples.open(home);
                Tail.Following follows = ledger.follow(quick);
                Tail.Following slow = ledger.follow(full)) {
            for (int i = 0; i < 5; i++) {
                ledger.append(Samples.found("number " + i));
            }
            assertThat(follows.fellBehind()).isFalse();
            assertThat(slow.fellBehind()).isTrue();
            follows.close();
            ledger.append(Samples.found("after leaving"));
        }
        assertThat(quick).containsExactlyElementsOf(Samples.reader(home).records().subList(1, 6));
        assertThat(full).hasSize(2);
    }

    @Test
    void manyThreadsGetIndicesWithoutGapsAndTheirOwnRecordIsThere() throws Exception {
        Map<Long, String> acknowledged = new HashMap<>();
        try (Ledger ledger = Samples.open(home);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Map.Entry<Long, String>>> tasks = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                String sentence = "number " + i;
                tasks.add(() -> Map.entry(ledger.append(Samples.found(sentence)), sentence));
            }
            for (Future<Map.Entry<Long, String>> task : threads.invokeAll(tasks)) {
                acknowledged.put(task.get().getKey(), task.get().getValue());
            }
        }
        List<AuditRecord> records = Samples.reader(home).records();
        assertThat(records).hasSize(2_001);
        assertThat(acknowledged).hasSize(2_000);
        acknowledged.forEach((index, sentence) ->
                assertThat(records.get(Math.toIntExact(index)))
                        .isEqualTo(
                                new AuditRecord(
                                        index, Samples.CLOCK.instant(), Samples.found(sentence))));
        assertThat(Samples.verify(home))
                .isInstanceOfSatisfying(
                        Verification.Good.class, good -> assertThat(good.size()).isEqualTo(2_001));
    }

    @Test
    void aReopenedLedgerGoesOnWhereItEnded() throws Exception {
        for (int opening = 0; opening < 4; opening++) {
            Samples.closedLedger(home, 130);
        }
        List<AuditRecord> records = Samples.reader(home).records();
        assertThat(records).hasSize(4 * 130);
        assertThat(records.get(390).event()).isEqualTo(new Event.LedgerOpened(0));
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    @Test
    void anOrderlyStopLeavesNothingButTheLogAndItsBodies() throws Exception {
        Samples.closedLedger(home, 3);
        assertThat(Samples.files(home).stream().map(file -> home.relativize(file).toString()))
                .containsExactly(
                        "keys/ledger.key",
                        "keys/ledger.vkey",
                        "ledger/lock",
                        "ledger/log/checkpoint",
                        "ledger/log/tile/0/000.p/3",
                        "ledger/log/tile/entries/000.p/3");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("keys/ledger.key"))))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("ledger"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondOpenerIsRefusedUntilTheFirstCloses() throws Exception {
        Ledger first = Samples.open(home);
        assertRefused("ledger.in-use", "held by another gate");
        first.append(Samples.found("still works"));
        first.close();
        first.close();
        assertThatThrownBy(() -> first.append(Samples.found("late")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> first.keep(new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        Samples.open(home).close();
    }

    @Test
    void aReaderSeesWhatIsSignedAndProvesItWhileTheLedgerIsOpen() throws Exception {
        try (Ledger ledger = Samples.open(home)) {
            LedgerReader reader = Samples.reader(home);
            for (int i = 0; i < 300; i++) {
                ledger.append(Samples.found("number " + i));
                if (i % 29 == 0) {
                    assertThat(ledger.checkpoint()).isEqualTo(i + 2);
                    assertThat(reader.records()).hasSize(i + 2);
                    NoteKey key =
                            NoteKey.parse(
                                    Files.readString(home.resolve("keys/ledger.vkey")).strip());
                    assertThat(reader.proof(i).proves(reader.leaf(i), key)).isTrue();
                    assertThat(reader.proof(i).proves(reader.leaf(i + 1), key)).isFalse();
                }
            }
            long next = ledger.append(Samples.found("not signed"));
            if (reader.checkpoint().size() <= next) {
                assertThatThrownBy(() -> reader.proof(next))
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining("signed ones");
            }
        }
    }

    @Test
    void aSnapshotProvesEachRecordUnderItsOwnCheckpointWhateverIsSignedLater() throws Exception {
        try (Ledger ledger = Samples.open(home)) {
            LedgerReader reader = Samples.reader(home);
            NoteKey key = NoteKey.parse(Files.readString(home.resolve("keys/ledger.vkey")).strip());
            for (int size : new int[] {1, 2, 3, 255, 256, 257, 300}) {
                while (ledger.checkpoint() < size) {
                    ledger.append(Samples.found("another"));
                }
                Snapshot snapshot = reader.snapshot();
                ledger.append(Samples.found("later"));
                ledger.checkpoint();
                assertThat(snapshot.records()).hasSize((int) snapshot.checkpoint().size());
                for (AuditRecord record : snapshot.records()) {
                    byte[] leaf = reader.leaf(record.index());
                    assertThat(snapshot.proof(record.index()).checkpoint())
                            .isEqualTo(snapshot.note());
                    assertThat(snapshot.proof(record.index()).proves(leaf, key)).isTrue();
                }
            }
        }
    }

    @Test
    void readersInOtherThreadsNeverSeeATornLog() throws Exception {
        try (Ledger ledger = Samples.open(home);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> read =
                    threads.submit(() -> {
                        int most = 0;
                        while (most < 150) {
                            assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
                            int size = Samples.reader(home).records().size();
                            assertThat(size).isGreaterThanOrEqualTo(most);
                            most = size;
                        }
                        return most;
                    });
            for (int i = 0; i < 200; i++) {
                ledger.append(Samples.found("number " + i));
                ledger.checkpoint();
            }
            assertThat(read.get()).isGreaterThanOrEqualTo(150);
        }
    }

    @Test
    void bodiesComeBackAndTellErasedFromAltered() throws Exception {
        byte[] body = "to a person".getBytes(StandardCharsets.UTF_8);
        try (Ledger ledger = Samples.open(home)) {
            Digest first = ledger.keep(body);
            Digest second = ledger.keep(body);
            assertThat(first).isNotEqualTo(second);
            assertThat(ledger.bodies().read(first))
                    .isInstanceOfSatisfying(
                            Bodies.Body.Present.class, b -> assertThat(b.bytes()).isEqualTo(body));
            Path file = new Layout(home.resolve("ledger")).body(first);
            Files.write(file, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
            assertThat(ledger.bodies().read(first)).isInstanceOf(Bodies.Body.Altered.class);
            Files.delete(file);
            assertThat(ledger.bodies().read(first)).isInstanceOf(Bodies.Body.Erased.class);
            Files.createSymbolicLink(file, new Layout(home.resolve("ledger")).body(second));
            assertThat(ledger.bodies().read(first)).isInstanceOf(Bodies.Body.Altered.class);
            assertThat(ledger.bodies().read(second)).isInstanceOf(Bodies.Body.Present.class);
        }
    }

    @Test
    void aHugeHostileSentenceIsRecordedCut() throws Exception {
        try (Ledger ledger = Samples.open(home)) {
            ledger.append(Samples.found("\u0000".repeat(5_000_000)));
        }
        assertThat(((Event.Found) Samples.events(home).get(1)).sentence())
                .endsWith("[cut: 5000000 characters in all]");
    }

    @Test
    void whatAStopLeftOpenIsEndedAtTheNextStart() throws Exception {
        try (Ledger ledger = Samples.open(home)) {
            ledger.append(Samples.launched("i-1"));
            ledger.append(Samples.callOpened("c-1", ledger.keep(new byte[0])));
            ledger.append(Samples.judged("e-1", true, null));
            ledger.append(Samples.judged("e-2", false, null));
        }
        Samples.open(home).close();
        Samples.open(home).close();
        assertThat(Samples.events(home).subList(5, 10))
                .containsExactly(
                        new Event.LedgerOpened(0),
                        new Event.Outcome(
                                new dev.stoplock.core.model.EffectId("e-1"),
                                "in doubt",
                                0,
                                "the gate stopped before the answer was recorded: it may have left",
                                null),
                        new Event.CallClosed(new CallId("c-1"), "the gate stopped", null),
                        new Event.Exited(
                                new InstanceId("i-1"), new ServerName("s"), "the gate stopped"),
                        new Event.LedgerOpened(0));
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefused() throws Exception {
        Files.writeString(home.resolve("ledger"), "a file where the directory should be");
        assertRefused("ledger.unwritable", "cannot write");
        Files.delete(home.resolve("ledger"));
        Files.createDirectories(home.resolve("ledger"));
        Files.writeString(home.resolve("ledger/wal"), "a file where a directory should be");
        assertRefused("ledger.unwritable", "cannot write");
    }

    @Test
    void aBodyThatCannotBeStoredMakesTheLedgerRefuseEverything() throws Exception {
        Ledger ledger = Samples.open(home);
        for (Path folder : Files.list(home.resolve("ledger/bodies")).toList()) {
            Files.delete(folder);
        }
        assertThatThrownBy(() -> ledger.keep(new byte[1])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ledger.append(Samples.found("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refuses everything since a body could not be stored");
        assertThatThrownBy(ledger::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a body could not be stored");
        Samples.open(home).close();
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    @Test
    void partsThatDoNotFitTogetherAreRefused() throws Exception {
        Samples.closedLedger(home, 300);
        Path log = home.resolve("ledger/log");
        Path away = home.resolve("away");

        Files.move(home.resolve("keys/ledger.key"), away);
        assertRefused("ledger.inconsistent", "ledger.key is missing");
        Files.move(away, home.resolve("keys/ledger.key"));

        Files.move(log.resolve("checkpoint"), away);
        assertRefused("ledger.inconsistent", "the log that it signed is not");
        Files.move(away, log.resolve("checkpoint"));

        Files.move(log.resolve("tile/0/001.p/44"), away);
        assertRefused(
                "ledger.inconsistent",
                "the checkpoint is newer than its files: log/tile/0/001.p/44 is missing");
        Files.move(away, log.resolve("tile/0/001.p/44"));

        Files.move(home.resolve("ledger"), away);
        assertRefused("ledger.inconsistent", "the log that it signed is not");
        for (Path made : Files.list(home.resolve("ledger")).toList()) {
            Files.delete(made);
        }
        Files.delete(home.resolve("ledger"));
        Files.move(away, home.resolve("ledger"));

        assertThatThrownBy(() ->
                        Ledger.open(
                                home.resolve("ledger"),
                                home.resolve("keys"),
                                "other.example",
                                Samples.CLOCK))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("key is that of " + Samples.ORIGIN);
        Files.setPosixFilePermissions(
                home.resolve("keys/ledger.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("ledger.inconsistent", "may be read by others");
        Files.setPosixFilePermissions(
                home.resolve("keys/ledger.key"), PosixFilePermissions.fromString("rw-------"));
        Samples.open(home).close();
        assertThat(Samples.verify(home)).isInstanceOf(Verification.Good.class);
    }

    private void assertRefused(String rule, String part) {
        assertThatThrownBy(() -> Samples.open(home))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.refusal().rule().value()).isEqualTo(rule);
                            assertThat(refused.refusal().sentence()).contains(part);
                            assertThat(refused.refusal().exit()).isEqualTo(Refusal.Exit.LEDGER);
                        });
    }
}
