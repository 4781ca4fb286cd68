package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.McpEra;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The opening and the end of the calls of one instance, as the ledger has them. */
record CallRecords(InstanceId instance, ServerName server, Recorder recorder, Secrets secrets) {

    /** {@code changes}: the tiers that the call finds in another mode, which go before it. */
    void opened(
            CallId id,
            JsonRpc.Request request,
            String tool,
            Json.Obj arguments,
            AgentName agent,
            @Nullable String same,
            List<Event.Tiered> changes)
            throws IOException {
        Enclosed kept = enclose(arguments);
        List<Event> events = new ArrayList<>(changes);
        events.add(
                new Event.CallOpened(
                        id,
                        instance,
                        server,
                        agent,
                        tool,
                        kept.digest(),
                        McpEra.traceParent(request),
                        same));
        recorder.append(events, List.of(kept));
    }

    void closed(CallId call, String outcome) {
        try {
            recorder.append(new Event.CallClosed(call, outcome, null));
        } catch (Throwable e) {
            // the ledger cannot record: the client is told all the same, and on its next start the
            // ledger closes the call
            return;
        }
    }

    /** Closes a call with the answer that its client gets; both are durable on return. */
    void closed(CallId call, String outcome, Json answer) throws IOException {
        Enclosed kept = enclose(answer);
        recorder.append(List.of(new Event.CallClosed(call, outcome, kept.digest())), List.of(kept));
    }

    private Enclosed enclose(Json body) throws IOException {
        byte[] bytes = JsonWriter.compact(body).getBytes(StandardCharsets.UTF_8);
        return recorder.enclose(
                switch (secrets.redact(instance, bytes)) {
                    case Redacted.Clean clean -> bytes;
                    case Redacted.Plain plain -> plain.bytes();
                    case Redacted.Coded coded ->
                            "\"(left out: a secret stands in it in coded form)\""
                                    .getBytes(StandardCharsets.UTF_8);
                });
    }
}
