package dev.stoplock.gate.daemon;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.launch.HostPaths;
import dev.stoplock.core.launch.Launch;
import dev.stoplock.core.launch.Planned;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.EgressDoor;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.Sessions;
import dev.stoplock.gate.port.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The servers that run now, each from verified bytes, in a sandbox of its own, behind its own door.
 */
public final class Instances {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final String GATE_STOPPED = "the gate stopped";
    private static final int LOG_LIMIT = 4 << 20;

    private final Entries entries;
    private final Trees trees;
    private final Secrets secrets;
    private final Sandboxes sandboxes;
    private final EgressDoor egress;
    private final Sessions sessions;
    private final Recorder recorder;
    private final RandomGenerator random;
    private final Path logs;
    private final Standing standing;
    private final Set<Instance> all = ConcurrentHashMap.newKeySet();

    /** One party per run under way, and one for the stop that waits for them. */
    private final Phaser busy = new Phaser(1);

    private volatile boolean stopping;

    public Instances(
            Entries entries,
            Trees trees,
            Secrets secrets,
            Sandboxes sandboxes,
            EgressDoor egress,
            Sessions sessions,
            Recorder recorder,
            RandomGenerator random,
            Path logs,
            Standing standing) {
        this.entries = entries;
        this.trees = trees;
        this.secrets = secrets;
        this.sandboxes = sandboxes;
        this.egress = egress;
        this.sessions = sessions;
        this.recorder = recorder;
        this.random = random;
        this.logs = logs;
        this.standing = standing;
    }

    /**
     * Handles {@code {"do":"run","server":…,"lock":…,"agent":…}}: starts the server and joins the
     * connection to it.
     */
    public Json.Obj run(Json.Obj message, Daemon.Talk talk) throws Refused, IOException {
        ServerName server = server(message);
        String lock = message.text("lock");
        String agent = message.text("agent");
        busy.register();
        try {
            start(
                    server,
                    lock == null ? null : Path.of(lock),
                    agent == null ? null : new AgentName(agent),
                    talk);
            return Daemon.ANSWERED;
        } catch (Throwable e) {
            Refused refused = refused(server, e);
            record(
                    new Event.Refused(
                            server, refused.refusal().rule(), refused.refusal().sentence()));
            throw refused;
        } finally {
            busy.arriveAndDeregister();
        }
    }

    /** The door of a run: whatever was thrown, it is a refusal that is recorded and told. */
    private static Refused refused(ServerName server, Throwable why) {
        if (why instanceof Refused refused) {
            return refused;
        }
        String said = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return why instanceof IOException
                ? new Refused(
                        Refusal.Exit.FAILED,
                        "daemon.failed",
                        "the daemon could not run server " + server + ": " + said,
                        "see the daemon's log in the home's logs folder")
                : new Refused(
                        Refusal.Exit.FAILED,
                        "internal.error",
                        "the gate failed while it ran server " + server + " (" + why + ")",
                        "see `stoplock log`; the server was ended, and nothing leaves without it");
    }

    private void record(Event event) throws Refused {
        try {
            recorder.append(event);
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.LEDGER,
                    "ledger.unavailable",
                    "the ledger cannot record, so nothing starts: " + e.getMessage(),
                    Recorder.MEND);
        }
    }

    private static ServerName server(Json.Obj message) throws Refused {
        String name = message.text("server");
        try {
            return new ServerName(name == null ? "" : name);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "run.server",
                    String.valueOf(e.getMessage()),
                    "stoplock run NAME");
        }
    }

    /** Refuses where a person stopped the server, or the gate itself stops. */
    void requireMayRun(ServerName server) throws Refused {
        standing.requireFree(server);
        if (stopping) {
            throw new Refused(gateStopped(server));
        }
    }

    private void start(
            ServerName server, @Nullable Path lock, @Nullable AgentName agent, Daemon.Talk talk)
            throws Refused, IOException {
        Instance instance =
                new Instance(new InstanceId(HexFormat.of().toHexDigits(random.nextInt())), server);
        all.add(instance);
        try {
            // only once it can be found by who stops it: whoever comes later sees what was said
            // before
            requireMayRun(server);
            start(instance, lock, agent, talk);
        } finally {
            all.remove(instance);
        }
    }

    private void start(
            Instance instance, @Nullable Path lock, @Nullable AgentName agent, Daemon.Talk talk)
            throws Refused, IOException {
        InstanceId id = instance.id();
        Entries.Current current = entries.current(instance.server(), lock);
        standing.knows(instance.server());
        instance.found(current);
        Trees.Verified verified = trees.verify(current.entry().closure());
        try {
            Secrets.Placeholders placeholders =
                    secrets.issue(id, current.policy().grant().secrets());
            LaunchPlan plan = plan(current, verified, placeholders);
            Leases leases = sessions.leases(LeaseRules.DEFAULT);
            Sessions.Session session =
                    sessions.open(id, current.policy(), agent, leases, talk.in(), talk.out());
            instance.serves(session);
            Guarded guarded =
                    new Guarded(id, current.policy(), leases, current.upstream(), session);
            try (Sandboxes.Space space = sandboxes.open(id)) {
                EgressDoor.Door door = egress.open(guarded, space.capture());
                try {
                    instance.opened(door);
                    serve(current, instance, agent, space.start(plan), session, talk);
                } finally {
                    door.close();
                }
            }
        } finally {
            secrets.withdraw(id);
        }
    }

    private LaunchPlan plan(
            Entries.Current current, Trees.Verified verified, Secrets.Placeholders placeholders)
            throws Refused {
        HostPaths host =
                new HostPaths(verified.tree().toString(), verified.interpreter().toString());
        Planned planned =
                Launch.plan(
                        current.entry(),
                        current.policy().grant(),
                        placeholders.byName(),
                        host,
                        LaunchPlan.Limits.DEFAULT);
        return switch (planned) {
            case Planned.Ready(LaunchPlan plan) -> plan;
            case Planned.Refused(Refusal refusal) -> throw new Refused(refusal);
        };
    }

    private void serve(
            Entries.Current current,
            Instance instance,
            @Nullable AgentName agent,
            Running server,
            Sessions.Session session,
            Daemon.Talk talk)
            throws Refused, IOException {
        try {
            instance.started(server);
            InstanceId id = instance.id();
            ServerName name = current.entry().server();
            record(
                    new Event.Launched(
                            id,
                            name,
                            current.entry().ref(),
                            current.entry().closure().tree(),
                            current.digest(),
                            agent == null ? new AgentName("unnamed") : agent,
                            "self-declared",
                            server.pid()));
            talk.answer(
                    Json.object()
                            .put("ok", true)
                            .put("instance", id.value())
                            .put("version", current.entry().ref().version())
                            .build());
            Path log = logs.resolve(name + ".stderr");
            // no virtual thread: a read that blocks in the kernel holds its carrier
            Thread.ofPlatform()
                    .daemon()
                    .name("stderr " + id)
                    .start(() -> keepErrors(server.stderr(), log));
            exited(id, name, session.serve(server));
        } finally {
            server.end("killed");
        }
    }

    /** The connection is the client's by now: a control answer would be no message to it. */
    private void exited(InstanceId instance, ServerName name, String ended) {
        try {
            recorder.append(new Event.Exited(instance, name, ended));
        } catch (IOException e) {
            // the ledger cannot record: it said so itself, and closes the instance on its next
            // start
            return;
        }
    }

    /**
     * What a server says on stderr goes to a file of its own, up to a limit; the rest is read and
     * dropped so that it never blocks.
     */
    private static void keepErrors(InputStream errors, Path log) {
        byte[] buffer = new byte[8 << 10];
        int kept = 0;
        try (InputStream in = errors;
                OutputStream out =
                        Files.newOutputStream(
                                log,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int room = Math.min(n, LOG_LIMIT - kept);
                out.write(buffer, 0, room);
                kept += room;
            }
        } catch (IOException e) {
            // the server ended, or its log cannot be written: neither concerns what may leave
            return;
        }
    }

    private static Refusal gateStopped(ServerName server) {
        return Refusal.of(
                Refusal.Exit.FAILED,
                "mcp.gate-stopped",
                "the gate was stopped, and server " + server + " with it",
                "start it again when the gate may run");
    }

    /** Ends every instance of a server, and waits a second until their processes have ended. */
    Json.Builder end(ServerName server, Refusal why, String reason) throws InterruptedException {
        long asked = System.nanoTime();
        List<Instance> its = all.stream().filter(each -> each.server().equals(server)).toList();
        its.forEach(each -> each.stop(why, reason));
        List<String> ended = new ArrayList<>();
        List<String> alive = new ArrayList<>();
        for (Instance each : its) {
            Duration left = A_SECOND.minusNanos(System.nanoTime() - asked);
            boolean gone = each.endsWithin(left.isNegative() ? Duration.ZERO : left);
            (gone ? ended : alive).add(each.id().value());
        }
        return Json.object()
                .put("ended", Json.strings(ended))
                .put("alive", Json.strings(alive))
                .put("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
    }

    /** What runs now, for {@code ps}. */
    List<Json> list() {
        return all.stream()
                .filter(Instance::runs)
                .sorted(Comparator.comparing(each -> each.server().value()))
                .map(Instance::told)
                .toList();
    }

    /** Ends every server and waits until their clients were told and their ends are on record. */
    public void stop() throws InterruptedException {
        stopping = true;
        all.forEach(each -> each.stop(gateStopped(each.server()), GATE_STOPPED));
        int phase = busy.arrive();
        try {
            busy.awaitAdvanceInterruptibly(phase, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // what is still under way is ended with the process; on its next start the ledger
            // closes it as in doubt
            return;
        }
    }
}
