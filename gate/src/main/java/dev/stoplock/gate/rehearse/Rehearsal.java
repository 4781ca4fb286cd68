package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.lock.EntryDigest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Upstream;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.Daemon;
import dev.stoplock.gate.daemon.Instances;
import dev.stoplock.gate.daemon.Standing;
import dev.stoplock.gate.egress.CertificateAuthority;
import dev.stoplock.gate.egress.JavaTrust;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.ServerTls;
import dev.stoplock.gate.egress.Spool;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.mcp.StdioSessions;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.registry.Progress;
import dev.stoplock.gate.registry.TreeStore;
import dev.stoplock.gate.sandbox.BubblewrapSandboxes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Rehearses locked entries: each runs in a sandbox as in production (its own bytes, the same CA,
 * placeholders of the same shape), behind a door that leads to stand-ins.
 */
public final class Rehearsal implements AutoCloseable {

    private static final Duration HANDSHAKE = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofSeconds(60);
    private final Home home;
    private final Secrets secrets;
    private final Map<String, String> environment;
    private final Progress progress;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Path folder;
    private final CertificateAuthority authority;
    private final ServerTls tls;
    private final BubblewrapSandboxes sandboxes;
    private final Spool spool;

    /** {@code secrets} hands out placeholders as in production. */
    public Rehearsal(
            Home home,
            Secrets secrets,
            Map<String, String> environment,
            Clock clock,
            Progress progress)
            throws Refused, IOException {
        this.home = home;
        this.secrets = secrets;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
        this.clock = clock;
        this.folder =
                Files.createDirectories(
                        home.run().resolve("rehearsal"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        CanaryFiles.sweep(home.rehearsed());
        this.spool = Spool.open(folder.resolve("uploads"));
        this.authority = CertificateAuthority.open(home.ca(), clock);
        this.tls = ServerTls.open(authority, HANDSHAKE);
        this.sandboxes =
                new BubblewrapSandboxes(
                        folder,
                        authority.pem(),
                        JavaTrust.write(home.trust(), authority.pem()),
                        random);
    }

    /**
     * Runs one entry with these settings and calls its tools as planned, until {@code end}. Several
     * may run at once.
     */
    Rehearsed run(LockEntry entry, Map<String, String> settings, Review.Plan plan, Instant end)
            throws Refused, IOException, InterruptedException {
        Witness witness = new Witness(plan.document());
        try (CanaryFiles files =
                        CanaryFiles.in(home.rehearsed(), entry.grant().files(), plan.seed());
                Calling calling =
                        new Calling(
                                () -> started(entry, settings, witness, files), witness, clock)) {
            Progress told =
                    step -> progress.step(plan.who().isEmpty() ? step : plan.who() + ": " + step);
            return new RehearsedCalls(
                            calling,
                            witness,
                            settings,
                            plan.only(),
                            plan.more(),
                            files.paths(),
                            plan.seed(),
                            end,
                            clock,
                            told)
                    .made();
        }
    }

    /** Starts the server once more, and calls nothing: what it sends at its start. */
    public List<Sample> start(LockEntry entry, Map<String, String> settings, int seed)
            throws Refused, IOException, InterruptedException {
        Witness witness = new Witness(null);
        progress.step("starting it once more, without a call");
        try (CanaryFiles files = CanaryFiles.in(home.rehearsed(), entry.grant().files(), seed);
                Calling calling =
                        new Calling(
                                () -> started(entry, settings, witness, files), witness, clock)) {
            calling.tools(START);
            calling.settled();
            return witness.started(settings);
        }
    }

    private Started started(
            LockEntry entry, Map<String, String> settings, Witness witness, CanaryFiles files)
            throws Refused, IOException, InterruptedException {
        witness.starts(clock.instant());
        CompletableFuture<Running> running = new CompletableFuture<>();
        Instances instances =
                instances(
                        entry,
                        settings,
                        witness,
                        files,
                        new WatchedSandboxes(files.among(sandboxes), running));
        Pipe toServer = Pipe.open();
        Pipe fromServer = Pipe.open();
        Daemon.Talk talk =
                new Daemon.Talk(
                        Channels.newInputStream(toServer.source()),
                        Channels.newOutputStream(fromServer.sink()));
        CompletableFuture<@Nullable Refused> ended = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("rehearsal")
                .start(() -> {
                    try {
                        instances.run(
                                Json.object()
                                        .put("do", "run")
                                        .put("server", entry.server().value())
                                        .put("agent", "reviewer")
                                        .build(),
                                talk);
                        ended.complete(null);
                    } catch (Refused e) {
                        ended.complete(e);
                    } catch (Throwable e) {
                        ended.completeExceptionally(e);
                    } finally {
                        closed(fromServer);
                    }
                });
        Caller caller =
                new Caller(
                        Channels.newInputStream(fromServer.source()),
                        Channels.newOutputStream(toServer.sink()));
        Closeable end =
                () -> {
                    toServer.sink().close();
                    try {
                        instances.stop();
                    } catch (InterruptedException e) {
                        // whoever waits next hears of it; the sandboxes end with the rehearsal
                        Thread.currentThread().interrupt();
                    }
                };
        try {
            String instance = greeted(caller, ended);
            // it was started before it could answer
            return new Started(caller, instance, new PrivateFiles(running.join().pid()), end);
        } catch (Throwable e) {
            end.close();
            throw e;
        }
    }

    private static void closed(Pipe pipe) {
        try {
            pipe.sink().close();
        } catch (IOException e) {
            // whoever reads it hears of its end all the same
            return;
        }
    }

    private static String greeted(Caller caller, CompletableFuture<@Nullable Refused> ended)
            throws Refused, IOException, InterruptedException {
        try {
            Json.Obj answer = caller.control(START);
            String instance = answer.text("instance");
            if (instance == null) {
                throw new IOException("the server did not start");
            }
            caller.initialize(START);
            return instance;
        } catch (IOException e) {
            Refused why = ended.isCompletedExceptionally() ? null : ended.getNow(null);
            if (why != null) {
                throw why;
            }
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "review.not-started",
                    "the server could not be rehearsed: " + e.getMessage(),
                    "see what it says when it starts: its .stderr file in the home's run/rehearsal folder");
        }
    }

    private Instances instances(
            LockEntry entry,
            Map<String, String> settings,
            Witness witness,
            CanaryFiles files,
            Sandboxes watched)
            throws Refused {
        Recorder recorder = InMemory.recorder();
        Modes open = Modes.ENFORCE;
        for (RuleGroup group : RuleGroup.values()) {
            open = group == RuleGroup.ALWAYS ? open : open.with(group, Mode.OPEN);
        }
        Grant asked = entry.grant();
        Grant grant =
                new Grant(
                        asked.network(),
                        asked.secrets(),
                        settings,
                        asked.rules(),
                        asked.tools(),
                        asked.files());
        ServerPolicy policy =
                new ServerPolicy(
                        entry.server(),
                        grant,
                        entry.acceptedDestinations(),
                        null,
                        open,
                        Limits.DEFAULT);
        Entries entries =
                new Entries() {
                    @Override
                    public Current current(ServerName server, @Nullable Path lockfile) {
                        return new Current(entry, EntryDigest.of(entry), policy, Upstream.NONE);
                    }

                    @Override
                    public void accept(LockEntry changed, Path lockfile, boolean replace) {
                        throw new IllegalStateException("a rehearsal accepts nothing");
                    }
                };
        Stages real = Stages.REAL;
        Stages stages =
                new Stages(
                        real.wire(),
                        real.adapters(),
                        real.contracts(),
                        (holds, contract) -> witness.watching(new Judge(holds, contract)));
        return new Instances(
                entries,
                new TreeStore(home.store(), environment),
                secrets,
                watched,
                new SandboxEgress(
                        stages,
                        tls,
                        secrets,
                        recorder,
                        InMemory.breakers(),
                        upstream -> new StandInDialer(witness),
                        spool,
                        clock),
                new StdioSessions(recorder, secrets, InMemory.breakers(), clock, files::where),
                recorder,
                random,
                folder,
                new Standing(List.of(), recorder, clock, name -> false));
    }

    @Override
    public void close() {
        sandboxes.close();
    }
}
