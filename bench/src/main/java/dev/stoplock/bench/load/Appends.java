package dev.stoplock.bench.load;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Durable records of the ledger, against frames of the same size on the same disk. */
final class Appends implements Benchmark {

    /** As gate.ledger.WriteAhead frames a group: around it, and before each record in it. */
    private static final int AROUND = 21;

    private static final int BEFORE_EACH = 2;

    private final Event event = event();

    @Override
    public String title() {
        return "durable appends to the ledger, against the raw group commit of the same disk";
    }

    @Override
    public String measure(Setting setting) throws IOException, InterruptedException {
        int size = EventCodec.leaf(new AuditRecord(100_000, Instant.EPOCH, event)).length;
        Table table =
                new Table(
                        "records of " + size + " bytes",
                        "records/s",
                        "p50 ms",
                        "p99 ms",
                        "raw records/s",
                        "rate / raw");
        Path folder = setting.fresh("ledger");
        try (Ledger ledger =
                Ledger.open(
                        folder.resolve("ledger"),
                        Folders.closed(folder.resolve("keys")),
                        "bench.local/ledger",
                        Clock.systemUTC())) {
            for (int producers : new int[] {1, 16, 64}) {
                setting.say(
                        "appending, " + producers + (producers == 1 ? " producer" : " producers"));
                Samples samples =
                        setting.load(2, 5).by(producers, (worker, round) -> ledger.append(event));
                Duration time = setting.load(0, 3).time();
                double raw =
                        setting.disk()
                                .recordsPerSecond(
                                        producers, AROUND + producers * (BEFORE_EACH + size), time);
                table.row(
                        producers == 1 ? "1 producer" : producers + " producers",
                        Table.number(samples.perSecond()),
                        Table.number(samples.millis(0.5)),
                        Table.number(samples.millis(0.99)),
                        Table.number(raw),
                        Table.ratio(samples.perSecond(), raw));
            }
        } catch (Refused e) {
            throw new IOException("the ledger refused: " + e.getMessage(), e);
        }
        return table
                + """

                Raw is one thread that writes and syncs frames, each of as many records as there are producers, and
                does nothing else. The ledger also makes its record, hashes it into the tree and signs once a second.
                """;
    }

    private static Event event() {
        Digest body = Digest.sha256("a body".getBytes(StandardCharsets.UTF_8));
        return new Event.Judged(
                new EffectId("5f1d0c7a-e1"),
                new CallId("5f1d0c7a-c1"),
                new InstanceId("5f1d0c7a"),
                new ServerName("postmark-mcp"),
                "POST /email",
                Mails.API + ":443",
                "allow",
                new RuleId("contract.explained"),
                "every destination and credential is explained; 1056 bytes of content and meta are not judged",
                List.of(),
                Mode.ENFORCE,
                true,
                1_056,
                1,
                List.of("ann@customer.example"),
                body,
                body);
    }
}
