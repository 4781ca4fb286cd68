package dev.stoplock.lab.world;

import dev.stoplock.lab.agent.AgentLog;
import dev.stoplock.lab.agent.AgentRun;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.mail.ApiRequest;
import java.util.List;

/**
 * One goal worked on: what the agent asked, what its person saw, what it wrote down, and what the
 * mail API was sent.
 */
public record Phase(
        AgentRun run,
        Approver approver,
        AgentLog log,
        List<ApiRequest> requests,
        List<AcceptedMail> accepted) {

    public Phase {
        requests = List.copyOf(requests);
        accepted = List.copyOf(accepted);
    }
}
