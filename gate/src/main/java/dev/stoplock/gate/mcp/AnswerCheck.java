package dev.stoplock.gate.mcp;

import dev.stoplock.core.contract.Consistency;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.port.Recorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer that says a call went well is so, by what its tool always did at its review.
 */
record AnswerCheck(Contracts contracts, Recorder recorder) {

    /**
     * What the agent is to be told with the answer; each is on record as a finding by then. {@code
     * lease} is the call's, null for one that is over; {@code denied}: something of it was refused.
     */
    List<String> findings(@Nullable Lease lease, JsonRpc.Response response, boolean denied)
            throws IOException {
        ToolContract contract = lease == null ? null : contracts.of(lease.call().tool());
        List<String> told = new ArrayList<>();
        if (lease == null || contract == null || isError(response)) {
            return told;
        }
        List<Event> found = new ArrayList<>();
        for (Consistency.Missing missing : Consistency.of(contract, lease, denied)) {
            String sentence = missing.sentence(lease);
            told.add(missing.fate().rule() + ": " + sentence);
            found.add(
                    new Event.Found(
                            missing.fate().rule(),
                            Severity.WARNING,
                            lease.call().server(),
                            lease.call().id(),
                            sentence,
                            List.of(),
                            null));
        }
        if (!found.isEmpty()) {
            recorder.append(found, List.of());
        }
        return told;
    }

    private static boolean isError(JsonRpc.Response response) {
        return response.error() != null
                || response.result() instanceof Json.Obj result
                        && result.at("isError") instanceof Json.Bool(boolean error)
                        && error;
    }
}
