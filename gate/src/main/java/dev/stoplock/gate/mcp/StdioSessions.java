package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.Sessions;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sessions over stdio, with what all of them share. */
public final class StdioSessions implements Sessions {

    private final Recorder recorder;
    private final Secrets secrets;
    private final Breakers breakers;
    private final InstantSource clock;
    private final UnaryOperator<Path> where;

    public StdioSessions(
            Recorder recorder, Secrets secrets, Breakers breakers, InstantSource clock) {
        this(recorder, secrets, breakers, clock, UnaryOperator.identity());
    }

    /** {@code where}: where on this machine a file lies that a server sees at a path. */
    public StdioSessions(
            Recorder recorder,
            Secrets secrets,
            Breakers breakers,
            InstantSource clock,
            UnaryOperator<Path> where) {
        this.where = where;
        this.recorder = recorder;
        this.secrets = secrets;
        this.breakers = breakers;
        this.clock = clock;
    }

    @Override
    public Leases leases(LeaseRules rules) {
        return new InstanceLeases(rules);
    }

    @Override
    public Session open(
            InstanceId instance,
            ServerPolicy policy,
            @Nullable AgentName declared,
            Leases leases,
            InputStream fromClient,
            OutputStream toClient) {
        if (!policy.contracts().start().isEmpty()) {
            AgentName agent = declared == null ? new AgentName("unnamed") : declared;
            ToolCall start = ToolCall.ofStart(instance, policy.server(), agent, clock.instant());
            leases.step(book -> {
                book.begin(start);
                return book;
            });
        }
        return new StdioSession(
                new CallDesk(
                        instance,
                        policy,
                        leases,
                        recorder,
                        secrets,
                        breakers,
                        new CallFiles(policy.grant().files(), where),
                        clock),
                policy.server(),
                declared,
                recorder,
                fromClient,
                toClient);
    }
}
