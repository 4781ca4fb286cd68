package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.policy.Policy;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.EgressDoor;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The door out of each sandbox: look-ups and connections that a namespace captured are served here,
 * one instance apart from another.
 */
public final class SandboxEgress implements EgressDoor {

    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_NAMES_RECORDED = 256;

    /** Makes the dialler for one instance's way out. */
    public interface Dialers {
        Dialer dialer(dev.stoplock.core.model.Upstream upstream) throws Refused;
    }

    private final Stages stages;
    private final ServerTls tls;
    private final Secrets secrets;
    private final Recorder recorder;
    private final Dialers dialers;
    private final InstantSource clock;

    public SandboxEgress(
            Stages stages,
            ServerTls tls,
            Secrets secrets,
            Recorder recorder,
            Dialers dialers,
            InstantSource clock) {
        this.stages = stages;
        this.tls = tls;
        this.secrets = secrets;
        this.recorder = recorder;
        this.dialers = dialers;
        this.clock = clock;
    }

    @Override
    public Door open(Guarded guarded, Capture capture) throws Refused {
        Policy policy =
                stages.policy(
                        guarded.policy(),
                        (presented, destination) -> {
                            var grant = secrets.issued(guarded.instance(), presented, destination);
                            return grant == null ? null : grant.name();
                        });
        Latch latch = new Latch();
        Forwarder forwarder =
                new Forwarder(
                        guarded.instance(), secrets, dialers.dialer(guarded.upstream()), latch);
        ExchangeDesk desk =
                new ExchangeDesk(
                        guarded,
                        stages.adapters(),
                        policy,
                        recorder,
                        secrets,
                        forwarder,
                        new Numbered(guarded.instance()),
                        clock);
        NameTable names = new NameTable();
        resolver(guarded.policy(), names, desk).serve(capture.dns());
        Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
        Served served =
                new Served(
                        guarded.instance(),
                        guarded.policy().grant().network(),
                        names,
                        desk,
                        new Semaphore(MOST_CONNECTIONS),
                        open);
        for (ServerSocketChannel listener : capture.tcp()) {
            Thread.ofVirtual()
                    .name("accept " + guarded.instance())
                    .start(() -> accept(listener, capture, served));
        }
        return () -> {
            latch.shut();
            capture.tcp().forEach(SandboxEgress::shut);
            capture.dns().forEach(SandboxEgress::shut);
            open.forEach(SandboxEgress::shut);
        };
    }

    private static Resolver resolver(ServerPolicy policy, NameTable names, ExchangeDesk desk) {
        Set<String> recorded = ConcurrentHashMap.newKeySet();
        boolean everyName = policy.modes().of(RuleGroup.HOST) != Mode.ENFORCE;
        return new Resolver(
                names,
                name ->
                        everyName
                                || policy.grant().network().stream()
                                        .anyMatch(granted -> granted.host().equals(name)),
                (name, type) -> {
                    // Threat: a flood of look-ups; each name is recorded once, and a bounded number
                    // of them
                    if (recorded.size() < MOST_NAMES_RECORDED && recorded.add(name)) {
                        desk.admits(lookUp(name), "look up", Shown.text(name));
                    }
                });
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
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel listener, Capture capture, Served served) {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                if (!served.slots().tryAcquire()) {
                    channel.close();
                    served.refuse(
                            "wire.too-many-connections",
                            "server opened over " + MOST_CONNECTIONS + " connections at once");
                    continue;
                }
                served.open().add(channel);
                Thread.ofVirtual()
                        .name("egress " + served.instance())
                        .start(() -> connection(channel, capture, served));
            }
        } catch (IOException e) {
            // the listener was closed: this instance's door is shut
            return;
        }
    }

    private void connection(SocketChannel channel, Capture capture, Served served) {
        try (channel) {
            Destination destination =
                    destination(capture.originalDestination(channel), served.names());
            new SandboxConnection(
                            channel,
                            destination,
                            served.granted(),
                            tls,
                            stages.wire(),
                            served.desk())
                    .serve();
        } catch (Refused e) {
            served.refuse(e.refusal().rule().value(), e.refusal().sentence());
        } catch (IOException e) {
            // the connection broke, or nobody can tell where it wanted to go: closed; nothing was
            // let go that is not on record
            return;
        } catch (RuntimeException e) {
            served.refuse(
                    "internal.error",
                    "serving a connection failed (" + e.getClass().getSimpleName() + ")");
        } finally {
            served.open().remove(channel);
            served.slots().release();
        }
    }

    /** What the connections of one instance share. */
    private record Served(
            InstanceId instance,
            Set<Destination> granted,
            NameTable names,
            ExchangeDesk desk,
            Semaphore slots,
            Set<SocketChannel> open) {

        void refuse(String rule, String sentence) {
            desk.admits(
                    new Reading.Unreadable(new RuleId(rule), sentence),
                    "connect",
                    "the sandbox's door");
        }
    }

    private static Destination destination(InetSocketAddress original, NameTable names) {
        String host =
                names.name(original.getAddress())
                        .orElseGet(() -> original.getAddress().getHostAddress());
        return new Destination(
                host.contains("%") ? host.substring(0, host.indexOf('%')) : host,
                original.getPort());
    }
}
