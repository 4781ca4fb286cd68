package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.wire.mcp.JsonRpc;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the protocol's eras, as far as calls are concerned: 2025-11-25 and before
 * (initialize, the server asks by requests of its own) and 2026-07-28 (version and client in each
 * request's {@code _meta}, {@code resultType}, retries with {@code inputResponses}). Source: the
 * two schemas of the MCP specification.
 */
public final class McpEra {

    private static final String META = "_meta";
    private static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

    private McpEra() {}

    /** The name a client gives itself, in initialize or in a request's _meta. */
    public static @Nullable String clientName(JsonRpc.Request request) {
        if (request.method().equals("initialize")
                && request.params().at("clientInfo") instanceof Json.Obj info) {
            return info.text("name");
        }
        return request.params().at(META) instanceof Json.Obj meta
                        && meta.at(CLIENT_INFO) instanceof Json.Obj info
                ? info.text("name")
                : null;
    }

    /** The trace context a client sends along (W3C traceparent), or null. */
    public static @Nullable String traceParent(JsonRpc.Request request) {
        return request.params().at(META) instanceof Json.Obj meta ? meta.text("traceparent") : null;
    }

    /**
     * Whether a request states its protocol version itself, so that its result must carry a
     * resultType.
     */
    public static boolean needsResultType(JsonRpc.Request request) {
        return request.params().at(META) instanceof Json.Obj meta && meta.text(VERSION) != null;
    }

    /** Whether a result is not the final one: the server wants input and the call goes on. */
    public static boolean wantsInput(JsonRpc.Response response) {
        return response.result() instanceof Json.Obj result
                && "input_required".equals(result.text("resultType"));
    }

    /** The id of the task that a result names in the place of the final one, or null. */
    public static @Nullable String taskId(JsonRpc.Response response) {
        return response.result() instanceof Json.Obj result
                        && result.at("task") instanceof Json.Obj task
                ? task.text("taskId")
                : null;
    }
}
