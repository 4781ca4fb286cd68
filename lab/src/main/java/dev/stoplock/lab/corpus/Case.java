package dev.stoplock.lab.corpus;

import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.contract.Contracts;
import java.util.List;
import java.util.Map;

/**
 * One case of a corpus: what holds for the server, what stands in the recorded bytes in the place
 * of each secret, what was learned of the server's tools, and the plays.
 */
record Case(
        String name,
        String title,
        ServerPolicy policy,
        Map<String, String> placeholders,
        Contracts contracts,
        List<Play> plays) {

    Case {
        placeholders = Map.copyOf(placeholders);
        plays = List.copyOf(plays);
    }

    /** What holds in a play: what was learned counts only where the play says so. */
    ServerPolicy policy(Play play) {
        return play.isLearned()
                ? new ServerPolicy(
                        policy.server(),
                        policy.grant(),
                        policy.acceptedDestinations(),
                        policy.mail(),
                        policy.modes(),
                        policy.limits(),
                        policy.passthrough(),
                        contracts)
                : policy;
    }
}
