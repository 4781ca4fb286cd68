package dev.stoplock.gate.port;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerPolicy;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Makes MCP sessions between a client's streams and a server. */
public interface Sessions {

    /** The lease book of a new instance. */
    Leases leases(LeaseRules rules);

    /**
     * A session that will be served once its server runs; {@code declared} is the agent's name as
     * the command line gave it.
     */
    Session open(
            InstanceId instance,
            ServerPolicy policy,
            @Nullable AgentName declared,
            Leases leases,
            InputStream fromClient,
            OutputStream toClient);

    /** One client and one server. */
    interface Session extends Guarded.Notices {

        /** Carries messages until either side is gone; returns one sentence on why it ended. */
        String serve(Running running);

        /**
         * Somebody stops the server, and will end it: what is open then is answered with this
         * refusal.
         */
        void stopped(Refusal why);
    }
}
