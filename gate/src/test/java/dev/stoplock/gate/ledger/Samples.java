package dev.stoplock.gate.ledger;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Ecosystem;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events and whole ledgers for the tests of this room. */
final class Samples {

    static final String ORIGIN = "stoplock.example/test";
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    private Samples() {}

    static Ledger open(Path home) throws Exception {
        return Ledger.open(home.resolve("ledger"), home.resolve("keys"), ORIGIN, CLOCK);
    }

    static Verification verify(Path home) throws IOException {
        return Verifier.verify(home.resolve("ledger"), home.resolve("keys"));
    }

    static LedgerReader reader(Path home) {
        return new LedgerReader(home.resolve("ledger"), home.resolve("keys"));
    }

    static Event found(String sentence) {
        return new Event.Found(
                new RuleId("test.sample"),
                dev.stoplock.core.model.Severity.INFO,
                null,
                null,
                sentence,
                List.of(),
                null);
    }

    static Event callOpened(String call, Digest arguments) {
        return new Event.CallOpened(
                new CallId(call),
                new InstanceId("i-1"),
                new ServerName("s"),
                new AgentName("a"),
                "send",
                arguments,
                null);
    }

    static Event judged(String effect, boolean leaves, @Nullable Digest request) {
        return new Event.Judged(
                new EffectId(effect),
                null,
                new InstanceId("i-1"),
                new ServerName("s"),
                "postmark POST /email",
                "api.postmark.example:443",
                leaves ? "allow" : "deny",
                new RuleId("contract.recipient"),
                "a sentence",
                List.of(),
                Mode.ENFORCE,
                leaves,
                0,
                1,
                List.of(),
                request,
                null);
    }

    static Event launched(String instance) {
        Digest digest = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));
        return new Event.Launched(
                new InstanceId(instance),
                new ServerName("s"),
                new PackageRef(Ecosystem.NPM, "s", "1.0.0"),
                digest,
                digest,
                new AgentName("a"),
                "self-declared",
                7);
    }

    /** A ledger that was closed in order and has exactly this many records. */
    static void closedLedger(Path home, int size) throws Exception {
        try (Ledger ledger = open(home);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var appended =
                    threads.invokeAll(
                            java.util.stream.IntStream.range(1, size)
                                    .<java.util.concurrent.Callable<Long>>mapToObj(
                                            i -> () -> ledger.append(found("number " + i)))
                                    .toList());
            for (var index : appended) {
                index.get();
            }
        }
    }

    static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Event> events(Path home) throws Exception {
        return reader(home).records().stream()
                .map(dev.stoplock.core.model.AuditRecord::event)
                .toList();
    }
}
