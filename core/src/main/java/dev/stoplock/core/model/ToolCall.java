package dev.stoplock.core.model;

import dev.stoplock.core.json.Json;
import java.time.Instant;

/**
 * One tools/call as the client made it; or, where its id says so, the start of the server, which
 * asked for nothing.
 */
public record ToolCall(
        CallId id,
        AgentName agent,
        ServerName server,
        InstanceId instance,
        String tool,
        Json arguments,
        Instant at) {

    /** What stands in sentences, and nowhere else, in the place of a start's tool. */
    public static final String START = "its start";

    /** The start of an instance: nobody asked for anything. */
    public static ToolCall ofStart(
            InstanceId instance, ServerName server, AgentName agent, Instant at) {
        Json nothing = Json.object().build();
        return new ToolCall(CallId.ofStart(instance), agent, server, instance, START, nothing, at);
    }

    /** As a sentence says how often it happens. */
    public String once() {
        return id.isOfStart() ? "one start" : "one call of " + Shown.text(tool);
    }
}
