package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.contract.Contract;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.core.policy.Policy;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestReader;
import dev.stoplock.gate.egress.Dialer;
import dev.stoplock.gate.egress.Handshakes;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretWatch;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.Trees;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The real parts of a gate, each behind a seam at which a fault can be planted. */
@NullUnmarked
final class FaultySeams {

    private final Faults faults;
    private final Set<DatagramChannel> resolvers = ConcurrentHashMap.newKeySet();
    private volatile Sandboxes sandboxes;

    FaultySeams(Faults faults) {
        this.faults = faults;
    }

    Parts parts() {
        return new Parts(
                faults.clock(),
                stages(),
                this::ledger,
                Parts.REAL.entries(),
                this::credentials,
                this::breakers,
                this::handshakes,
                this::dial,
                this::store,
                this::sandboxes);
    }

    private Stages stages() {
        return new Stages(
                limit -> {
                    faults.at("wire.make");
                    return wire(Stages.REAL.wire().apply(limit));
                },
                exchange -> {
                    if (faults.at("namespace.dies")) {
                        endNamespaceThreads();
                    }
                    if (faults.at("resolver.dies")) {
                        endResolvers();
                    }
                    return faults.at("adapter.read") ? null : Stages.REAL.adapters().read(exchange);
                },
                (policy, secrets) -> {
                    faults.at("contract.make");
                    Contract real = Stages.REAL.contracts().of(policy, secrets);
                    return (effect, lease, key) ->
                            faults.at("contract.explain") ? null : real.explain(effect, lease, key);
                },
                (policy, contract) -> {
                    faults.at("policy.make");
                    Policy real = Stages.REAL.policies().of(policy, contract);
                    return (reading, leases) ->
                            faults.at("policy.judge") ? null : real.judge(reading, leases);
                });
    }

    /** Threads end when something is thrown in them; an interrupt is what reaches these. */
    private static void endNamespaceThreads() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("stoplock-namespace-"))
                .forEach(Thread::interrupt);
    }

    /** A resolver's thread ends only with its socket, whoever closes that. */
    private void endResolvers() {
        for (DatagramChannel each : resolvers) {
            try {
                each.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The one thread that starts servers ends when a task of its throws, which none of ours does.
     */
    private void endSpawner() {
        try {
            Method spawner = sandboxes.getClass().getDeclaredMethod("spawner");
            spawner.setAccessible(true);
            Object thread = spawner.invoke(sandboxes);
            Method submit = thread.getClass().getDeclaredMethod("submit", Runnable.class);
            submit.setAccessible(true);
            submit.invoke(
                    thread,
                    (Runnable)
                            () -> {
                                throw new StackOverflowError("planted");
                            });
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the spawner cannot be reached", e);
        }
    }

    private Breakers breakers(Breakers real) {
        return new Breakers() {
            @Override
            public Leave call(ServerPolicy policy, String tool, String same) throws IOException {
                if (faults.at("spawner.dies")) {
                    endSpawner();
                }
                return faults.at("breaker.call") ? null : real.call(policy, tool, same);
            }

            @Override
            public Leave mails(ServerPolicy policy, EffectId effect, int mails) throws IOException {
                return faults.at("breaker.mails") ? null : real.mails(policy, effect, mails);
            }

            @Override
            public CleanCalls.Held tiers(ServerPolicy policy, String tool) throws IOException {
                return faults.at("breaker.tiers") ? null : real.tiers(policy, tool);
            }

            @Override
            public void notSent(EffectId effect) {
                faults.at("breaker.notSent");
                real.notSent(effect);
            }
        };
    }

    private Handshakes handshakes(Handshakes real) {
        return (connection, name) -> faults.at("tls.accept") ? null : real.accept(connection, name);
    }

    private RequestReader wire(RequestReader real) {
        return new RequestReader() {
            @Override
            public void feed(byte[] bytes, int offset, int length) {
                faults.at("wire.feed");
                real.feed(bytes, offset, length);
            }

            @Override
            public boolean isMidway() {
                faults.at("wire.isMidway");
                return real.isMidway();
            }

            @Override
            public void inPieces(long limit) {
                faults.at("wire.inPieces");
                real.inPieces(limit);
            }

            @Override
            public HttpStep next() {
                return faults.at("wire.next") ? null : real.next();
            }
        };
    }

    private Recorder ledger(Recorder real) {
        return new Recorder() {
            @Override
            public long append(Event event) throws IOException {
                return append(List.of(event), List.of());
            }

            @Override
            public long append(List<Event> events, List<Enclosed> bodies) throws IOException {
                for (Event event : events) {
                    faults.at("ledger.append." + event.getClass().getSimpleName());
                }
                long index = real.append(events, bodies);
                for (Event event : events) {
                    faults.at("ledger.appended." + event.getClass().getSimpleName());
                }
                return index;
            }

            @Override
            public Enclosed enclose(byte[] body) throws IOException {
                faults.at("ledger.keep." + kind(body));
                return real.enclose(body);
            }

            @Override
            public Digest keep(byte[] body) throws IOException {
                faults.at("ledger.keep." + kind(body));
                return real.keep(body);
            }
        };
    }

    /** What a body is, by how it begins. */
    private static String kind(byte[] body) {
        String text = new String(body, UTF_8);
        if (text.startsWith("HTTP/1.1 ")) {
            return text.endsWith("\r\n\r\n") ? "head" : "reply";
        }
        if (text.startsWith("POST ")) {
            return "request";
        }
        if (text.startsWith("[{\"operation\"")) {
            return "atoms";
        }
        if (text.startsWith("{\"jsonrpc\"") || text.contains("\"jsonrpc\":\"2.0\"")) {
            return "answer";
        }
        return text.contains("\"does\"") ? "arguments" : "body";
    }

    private Secrets credentials(Secrets real) {
        return new Secrets() {
            @Override
            public Placeholders issue(InstanceId instance, Set<SecretGrant> grants) throws Refused {
                return faults.at("credential.issue") ? null : real.issue(instance, grants);
            }

            @Override
            public void withdraw(InstanceId instance) {
                faults.at("credential.withdraw");
                real.withdraw(instance);
            }

            @Override
            public @Nullable SecretGrant issued(
                    InstanceId instance, String presented, Destination destination) {
                faults.at("credential.issued");
                return real.issued(instance, presented, destination);
            }

            @Override
            public @Nullable SecretName within(InstanceId instance, String text) {
                faults.at("credential.within");
                return real.within(instance, text);
            }

            @Override
            public Secret secret(InstanceId instance, SecretGrant grant, String presented)
                    throws Refused {
                faults.at("credential.secret");
                return real.secret(instance, grant, presented);
            }

            @Override
            public Minted mint(InstanceId instance, Fetched fetched) throws Refused {
                faults.at("credential.mint");
                return real.mint(instance, fetched);
            }

            @Override
            public Redacted redact(InstanceId instance, byte[] bytes) {
                return faults.at("credential.redact." + kind(bytes))
                        ? null
                        : real.redact(instance, bytes);
            }

            @Override
            public SecretWatch watch(InstanceId instance) {
                faults.at("credential.watch");
                return real.watch(instance);
            }

            @Override
            public @Nullable SecretName held(String text) {
                faults.at("credential.held");
                return real.held(text);
            }

            @Override
            public String keyedDigest(byte[] value) {
                boolean call = new String(value, UTF_8).startsWith("{\"tool\":");
                faults.at(call ? "credential.keyedDigest.call" : "credential.keyedDigest");
                return real.keyedDigest(value);
            }
        };
    }

    private SandboxEgress.Dialers dial(SandboxEgress.Dialers real) {
        return upstream -> {
            faults.at("dial.make");
            Dialer dialer = real.dialer(upstream);
            return destination -> {
                if (faults.at("dial.dial")) {
                    return null;
                }
                Dialer.Dialled dialled = dialer.dial(destination);
                return new Dialer.Dialled(new FaultySocket(dialled.socket()), dialled.hops());
            };
        };
    }

    private Trees store(Trees real) {
        return closure -> faults.at("store.verify") ? null : real.verify(closure);
    }

    private Sandboxes sandboxes(Sandboxes real) {
        sandboxes = real;
        return instance -> {
            faults.at("sandbox.open");
            Sandboxes.Space space = real.open(instance);
            return new Sandboxes.Space() {
                @Override
                public Capture capture() {
                    return captured(space.capture());
                }

                @Override
                public Running start(LaunchPlan plan) throws Refused {
                    return faults.at("sandbox.start") ? null : space.start(plan);
                }

                @Override
                public void close() {
                    space.close();
                    faults.at("sandbox.close");
                }
            };
        };
    }

    private Capture captured(Capture real) {
        return new Capture() {
            @Override
            public List<ServerSocketChannel> tcp() {
                return real.tcp();
            }

            @Override
            public List<DatagramChannel> dns() {
                resolvers.addAll(real.dns());
                return real.dns();
            }

            @Override
            public InetSocketAddress originalDestination(SocketChannel accepted)
                    throws IOException {
                return faults.at("sandbox.destination") ? null : real.originalDestination(accepted);
            }
        };
    }

    /** A connection that was made, and then fails. */
    private final class FaultySocket extends Socket {

        private final Socket real;

        FaultySocket(Socket real) {
            this.real = real;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(real.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    faults.at("dial.write");
                    out.write(bytes, offset, length);
                    faults.at("dial.written");
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(real.getInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    faults.at("dial.read");
                    return in.read(bytes, offset, length);
                }
            };
        }

        @Override
        public void setSoTimeout(int timeout) throws SocketException {
            real.setSoTimeout(timeout);
        }

        @Override
        public void setSoLinger(boolean on, int linger) throws SocketException {
            real.setSoLinger(on, linger);
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
