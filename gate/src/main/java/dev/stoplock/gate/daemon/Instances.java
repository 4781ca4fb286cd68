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
import java.util.HexFormat;
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
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

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
            Path logs) {
        this.entries = entries;
        this.trees = trees;
        this.secrets = secrets;
        this.sandboxes = sandboxes;
        this.egress = egress;
        this.sessions = sessions;
        this.recorder = recorder;
        this.random = random;
        this.logs = logs;
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
                    "make room or mend the disk, then: stoplock down, and start again");
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

    private void start(
            ServerName server, @Nullable Path lock, @Nullable AgentName agent, Daemon.Talk talk)
            throws Refused, IOException {
        Entries.Current current = entries.current(server, lock);
        Trees.Verified verified = trees.verify(current.entry().closure());
        InstanceId instance = new InstanceId(HexFormat.of().toHexDigits(random.nextInt()));
        try {
            Secrets.Placeholders placeholders =
                    secrets.issue(instance, current.policy().grant().secrets());
            LaunchPlan plan = plan(current, verified, placeholders);
            Leases leases = sessions.leases(LeaseRules.DEFAULT);
            Sessions.Session session =
                    sessions.open(instance, server, agent, leases, talk.in(), talk.out());
            Guarded guarded =
                    new Guarded(instance, current.policy(), leases, current.upstream(), session);
            try (Sandboxes.Space space = sandboxes.open(instance)) {
                EgressDoor.Door door = egress.open(guarded, space.capture());
                try {
                    serve(current, instance, agent, space.start(plan), session, talk);
                } finally {
                    door.close();
                }
            }
        } finally {
            secrets.withdraw(instance);
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
            InstanceId instance,
            @Nullable AgentName agent,
            Running server,
            Sessions.Session session,
            Daemon.Talk talk)
            throws Refused, IOException {
        running.add(server);
        try {
            if (stopping) {
                throw new IOException("the daemon is stopping");
            }
            ServerName name = current.entry().server();
            record(
                    new Event.Launched(
                            instance,
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
                            .put("instance", instance.value())
                            .put("version", current.entry().ref().version())
                            .build());
            Path log = logs.resolve(name + ".stderr");
            Thread.ofVirtual()
                    .name("stderr " + instance)
                    .start(() -> keepErrors(server.stderr(), log));
            String ended = session.serve(server);
            recorder.append(new Event.Exited(instance, name, ended));
        } finally {
            server.kill();
            running.remove(server);
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

    /** Ends every server and waits until their clients were told and their ends are on record. */
    public void stop() throws InterruptedException {
        stopping = true;
        running.forEach(Running::kill);
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
