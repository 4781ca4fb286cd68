package dev.stoplock.core.model;

import dev.stoplock.core.json.Json;
import java.time.Instant;

/** One tools/call as the client made it. */
public record ToolCall(
        CallId id,
        AgentName agent,
        ServerName server,
        InstanceId instance,
        String tool,
        Json arguments,
        Instant at) {}
