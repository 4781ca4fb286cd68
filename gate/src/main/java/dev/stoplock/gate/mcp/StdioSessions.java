package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.Sessions;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Sessions over stdio, with what all of them share. */
public final class StdioSessions implements Sessions {

    private final Recorder recorder;
    private final Secrets secrets;
    private final InstantSource clock;

    public StdioSessions(Recorder recorder, Secrets secrets, InstantSource clock) {
        this.recorder = recorder;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public Leases leases(LeaseRules rules) {
        return new InstanceLeases(rules);
    }

    @Override
    public Session open(
            InstanceId instance,
            ServerName server,
            @Nullable AgentName declared,
            Leases leases,
            InputStream fromClient,
            OutputStream toClient) {
        return new StdioSession(
                instance, server, declared, leases, recorder, secrets, fromClient, toClient, clock);
    }
}
