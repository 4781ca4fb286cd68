package dev.stoplock.gate.mcp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;

/** A client's request that its server has not answered yet. */
sealed interface Pending {

    /**
     * A tools/call, or the request for the result of its task; {@code typed} results carry a
     * resultType.
     */
    record Call(CallId id, boolean typed) implements Pending {}

    /** Any other request, and what it was asked with. */
    record Other(String method, Json.Obj params) implements Pending {}
}
