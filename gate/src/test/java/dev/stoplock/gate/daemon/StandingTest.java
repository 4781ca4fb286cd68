package dev.stoplock.gate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays stopped when the ledger fails, and what a slow watcher is told. */
class StandingTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private static final ServerName SERVER = new ServerName("mailer");

    @TempDir private Path folder = Path.of("unset");

    private Ledger ledger() throws Exception {
        return Ledger.open(
                folder.resolve("ledger"), folder.resolve("keys"), "test.example/log", CLOCK);
    }

    private List<AuditRecord> records() throws Exception {
        return new LedgerReader(folder.resolve("ledger"), folder.resolve("keys")).records();
    }

    private static Json.Builder nothingRan(ServerName server, Refusal why, String reason) {
        return Json.object();
    }

    private static String rule(Refused refused) {
        return refused.refusal().rule().value();
    }

    @Test
    void aServerThatOnlyFilesNameIsStoppedAndAMisspeltNameIsNot() throws Exception {
        try (Ledger ledger = ledger()) {
            Standing standing = new Standing(records(), ledger, CLOCK, SERVER::equals);
            standing.hold(SERVER, "ana", "odd", StandingTest::nothingRan);
            assertThatThrownBy(() -> standing.requireFree(SERVER)).isInstanceOf(Refused.class);
            assertThatThrownBy(() ->
                            standing.hold(
                                    new ServerName("mialer"),
                                    "ana",
                                    "odd",
                                    StandingTest::nothingRan))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(rule(refused)).isEqualTo("quarantine.unknown"));
        }
    }

    @Test
    void aStopThatTheLedgerCannotRecordHoldsForThisDaemonAndSaysThatItIsNotDurable()
            throws Exception {
        Ledger ledger = ledger();
        Standing standing = new Standing(records(), ledger, CLOCK, server -> false);
        standing.knows(SERVER);
        ledger.close();
        List<Refusal> told = new ArrayList<>();
        assertThatThrownBy(() ->
                        standing.hold(
                                SERVER,
                                "ana",
                                "odd",
                                (server, why, reason) -> {
                                    told.add(why);
                                    return Json.object();
                                }))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(rule(refused)).isEqualTo("quarantine.not-durable");
                            assertThat(refused.refusal().exit()).isEqualTo(Refusal.Exit.LEDGER);
                        });
        assertThat(told).as("it was ended before anything was recorded").hasSize(1);
        assertThatThrownBy(() -> standing.requireFree(SERVER))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(rule(refused)).isEqualTo("quarantine.server");
                            assertThat(refused.refusal().exit()).isEqualTo(Refusal.Exit.POLICY);
                        });
        assertThatThrownBy(() -> standing.release(SERVER, "ben", "fine"))
                .as("a release is on record first")
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> standing.requireFree(SERVER)).isInstanceOf(Refused.class);
        new Standing(records(), ledger, CLOCK, server -> false).requireFree(SERVER);
    }

    @Test
    void aStopOnRecordHoldsForTheNextDaemonToo() throws Exception {
        try (Ledger ledger = ledger()) {
            Standing standing = new Standing(records(), ledger, CLOCK, server -> false);
            standing.knows(SERVER);
            standing.hold(SERVER, "ana", "odd", StandingTest::nothingRan);
            ledger.checkpoint();
            Standing next = new Standing(records(), ledger, CLOCK, server -> false);
            assertThatThrownBy(() -> next.requireFree(SERVER)).hasMessageContaining("by ana");
            next.release(SERVER, "ben", "looked at");
            ledger.checkpoint();
            new Standing(records(), ledger, CLOCK, server -> false).requireFree(SERVER);
        }
    }

    @Test
    void aWatcherThatFallsBehindIsToldAndFollowsOn() throws Exception {
        try (Ledger ledger = ledger();
                PipedOutputStream asks = new PipedOutputStream();
                PipedInputStream asked = new PipedInputStream(asks);
                PipedInputStream reads = new PipedInputStream(1_024);
                PipedOutputStream says = new PipedOutputStream(reads);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(reads, StandardCharsets.UTF_8))) {
            CompletableFuture<Json.Obj> watching =
                    CompletableFuture.supplyAsync(
                            () -> serve(ledger, new Daemon.Talk(asked, says)));
            assertThat(lines.readLine()).isEqualTo("{\"ok\":true}");
            for (int i = 0; i < 60; i++) {
                ledger.append(found("number " + i));
            }
            String line = lines.readLine();
            int got = 0;
            while (!line.contains("leftOut")) {
                assertThat(line).contains("number " + got++);
                line = lines.readLine();
            }
            assertThat(got).isBetween(4, 59);
            ledger.append(found("afterwards"));
            assertThat(lines.readLine()).contains("afterwards");
            asks.close();
            assertThat(watching.get(20, java.util.concurrent.TimeUnit.SECONDS))
                    .isEqualTo(Daemon.ANSWERED);
        }
    }

    private static Json.Obj serve(Ledger ledger, Daemon.Talk talk) {
        try {
            return new Watching(ledger, 4).serve(Json.object().build(), talk);
        } catch (IOException e) {
            throw new AssertionError("watching broke", e);
        }
    }

    @Test
    void whatIsNoControlMessageIsNotReadAsARecord() throws Exception {
        byte[] line = "{\"record\":{\"type\":\"launched\"}}\n".getBytes(StandardCharsets.UTF_8);
        Json.Obj read = Control.read(new ByteArrayInputStream(line));
        assertThatThrownBy(() -> Control.readRecord(read)).isInstanceOf(IOException.class);
    }

    private static Event found(String sentence) {
        return new Event.Found(
                new RuleId("test.sample"), Severity.INFO, null, null, sentence, List.of(), null);
    }
}
