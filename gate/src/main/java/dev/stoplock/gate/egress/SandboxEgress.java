package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.policy.Policy;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.EgressDoor;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The door out of each sandbox: look-ups and connections that a namespace captured are served here,
 * one instance apart from another.
 */
public final class SandboxEgress implements EgressDoor {

    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_NAMES_RECORDED = 256;

    /** Between two tries to take a connection while descriptors or memory have run out. */
    static final Duration PAUSE = Duration.ofMillis(100);

    /** Makes the dialler for one instance's way out. */
    public interface Dialers {
        Dialer dialer(dev.stoplock.core.model.Upstream upstream) throws Refused;
    }

    private final Stages stages;
    private final Handshakes handshakes;
    private final Secrets secrets;
    private final Recorder recorder;
    private final Breakers breakers;
    private final Dialers dialers;
    private final Spool spool;
    private final InstantSource clock;
    private final Turns turns = new Turns();

    public SandboxEgress(
            Stages stages,
            Handshakes handshakes,
            Secrets secrets,
            Recorder recorder,
            Breakers breakers,
            Dialers dialers,
            Spool spool,
            InstantSource clock) {
        this.stages = stages;
        this.handshakes = handshakes;
        this.secrets = secrets;
        this.recorder = recorder;
        this.breakers = breakers;
        this.dialers = dialers;
        this.spool = spool;
        this.clock = clock;
    }

    @Override
    public Door open(Guarded guarded, Capture capture) throws Refused {
        Policy policy =
                stages.policy(guarded.policy(), new InstanceSecrets(guarded.instance(), secrets));
        Latch latch = new Latch();
        Dialer dialer = dialers.dialer(guarded.upstream());
        ExchangeDesk desk =
                new ExchangeDesk(
                        guarded,
                        policy,
                        recorder,
                        secrets,
                        new MailLimit(guarded, breakers, recorder),
                        new Numbered(guarded.instance()),
                        turns,
                        clock);
        NameTable names = new NameTable();
        Served served =
                new Served(
                        guarded.instance(),
                        guarded.policy().grant(),
                        names,
                        desk,
                        Ways.of(
                                guarded,
                                stages.adapters(),
                                secrets,
                                dialer,
                                latch,
                                new TokenReplies(
                                        guarded.instance(),
                                        guarded.policy().server(),
                                        secrets,
                                        recorder,
                                        clock)),
                        new BodyBudget(WireLimits.UNDER_WAY),
                        new UploadDesk(
                                spool,
                                guarded.instance(),
                                secrets,
                                new BodyBudget(WireLimits.UPLOADS_UNDER_WAY)),
                        new Semaphore(MOST_CONNECTIONS),
                        ConcurrentHashMap.newKeySet(),
                        new AtomicBoolean());
        resolver(guarded.policy(), served).serve(capture.dns());
        for (ServerSocketChannel listener : capture.tcp()) {
            Thread.ofVirtual()
                    .name("accept " + guarded.instance())
                    .start(() -> accept(listener, capture, served));
        }
        return () -> {
            latch.shut();
            // what was not at the latch by now will never pass it: its call is told so
            guarded.leases()
                    .step(book -> {
                        book.shut();
                        return book;
                    });
            served.closed().set(true);
            capture.tcp().forEach(SandboxEgress::shut);
            capture.dns().forEach(SandboxEgress::shut);
            served.open().forEach(SandboxEgress::shut);
        };
    }

    private static Resolver resolver(ServerPolicy policy, Served served) {
        Set<String> recorded = ConcurrentHashMap.newKeySet();
        boolean everyName = policy.modes().of(RuleGroup.HOST) != Mode.ENFORCE;
        return new Resolver(
                served.names(),
                name ->
                        everyName
                                || policy.grant().network().stream()
                                        .anyMatch(granted -> granted.host().equals(name)),
                (name, type) -> {
                    // Threat: a flood of look-ups; each name is recorded once, and a bounded number
                    // of them
                    if (recorded.size() < MOST_NAMES_RECORDED && recorded.add(name)) {
                        served.desk().admits(lookUp(name), "look up", Shown.text(name));
                    }
                },
                why -> served.cannotTake("look-ups", why));
    }

    private static Reading lookUp(String name) {
        Destination destination;
        try {
            destination = new Destination(name, Destination.HTTPS);
        } catch (IllegalArgumentException e) {
            return new Reading.Unreadable(
                    new RuleId("wire.dns-name"), "server looked up something that is no host name");
        }
        Atom host = Atom.destination("host", Role.HOST, name);
        return new Reading.Effects(
                List.of(new Effect.Contact(destination, "look up", List.of(host))));
    }

    private static void shut(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // close(2) gives the descriptor up whatever it answers; the others are closed all the
            // same
            return;
        }
    }

    private void accept(ServerSocketChannel listener, Capture capture, Served served) {
        boolean taking = true;
        while (listener.isOpen()) {
            try {
                take(listener, listener.accept(), capture, served);
                taking = true;
            } catch (Throwable e) {
                // told once for as long as it lasts, or again where even that could not be told;
                // without this thread the sandbox would be deaf
                taking = taking && !served.cannotTake("connections", e);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        if (taking) {
            served.cannotTake("connections", new ClosedChannelException());
        }
    }

    private void take(
            ServerSocketChannel listener, SocketChannel channel, Capture capture, Served served)
            throws IOException {
        if (!served.slots().tryAcquire()) {
            channel.close();
            served.refuse(
                    "wire.too-many-connections",
                    "server opened over " + MOST_CONNECTIONS + " connections at once");
            return;
        }
        boolean started = false;
        try {
            served.open().add(channel);
            // whoever closes the door after this line closes the channel too
            if (!served.closed().get()) {
                Thread.ofVirtual()
                        .name("egress " + served.instance())
                        .start(() -> connection(channel, capture, served));
                started = true;
            }
        } finally {
            if (!started) {
                served.end(channel);
                shut(channel);
            }
        }
    }

    private void connection(SocketChannel channel, Capture capture, Served served) {
        try {
            InetSocketAddress original;
            try {
                original = capture.originalDestination(channel);
            } catch (IOException e) {
                served.cannotTake("a connection", e);
                return;
            }
            new SandboxConnection(
                            channel,
                            served.destination(original),
                            served.grant().network(),
                            handshakes,
                            stages.wire(),
                            served.desk(),
                            served.ways(),
                            served.budget(),
                            served.uploads())
                    .serve();
        } catch (Refused e) {
            // what fails because the door was shut is no news
            if (!served.closed().get()) {
                served.refuse(e.refusal().rule().value(), e.refusal().sentence());
            }
        } catch (IOException e) {
            // the connection broke: closed; nothing was let go that is not on record
            return;
        } catch (Throwable e) {
            served.refuse(
                    "internal.error",
                    "serving a connection failed (" + e.getClass().getSimpleName() + ")");
        } finally {
            // only now: what the server hears by the end of its connection, the agent was told
            // before
            shut(channel);
            served.end(channel);
        }
    }

    /** What the connections of one instance share. */
    private record Served(
            InstanceId instance,
            Grant grant,
            NameTable names,
            ExchangeDesk desk,
            Ways ways,
            BodyBudget budget,
            UploadDesk uploads,
            Semaphore slots,
            Set<SocketChannel> open,
            AtomicBoolean closed) {

        Destination destination(InetSocketAddress original) {
            String host =
                    names.name(original.getAddress())
                            .orElseGet(() -> original.getAddress().getHostAddress());
            return grant.reached(
                    host.contains("%") ? host.substring(0, host.indexOf('%')) : host,
                    original.getPort());
        }

        void end(SocketChannel channel) {
            open.remove(channel);
            slots.release();
        }

        /**
         * Nothing is let go for want of it, but a server that cannot be heard is not silent. False
         * where even that could not be told.
         */
        boolean cannotTake(String what, Throwable why) {
            try {
                if (!closed.get()) {
                    refuse(
                            "wire.not-accepted",
                            what + " of the server cannot be taken (" + why + "); they go nowhere");
                }
                return true;
            } catch (Throwable e) {
                return false;
            }
        }

        void refuse(String rule, String sentence) {
            desk.admits(
                    new Reading.Unreadable(new RuleId(rule), sentence),
                    "connect",
                    "the sandbox's door");
        }
    }
}
