package dev.stoplock.core.wire.mcp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC 2.0 message. Unknown members pass: what goes on is the line itself, not this view of
 * it.
 */
public sealed interface JsonRpc {

    record Request(Json id, String method, Json.Obj params, Json.Obj whole) implements JsonRpc {}

    record Notification(String method, Json.Obj params, Json.Obj whole) implements JsonRpc {}

    /** An answer: exactly one of {@code result} and {@code error} is there. */
    record Response(Json id, @Nullable Json result, @Nullable Json error, Json.Obj whole)
            implements JsonRpc {}

    /** No message, or one that two readers could read differently. */
    record Malformed(String reason) implements JsonRpc {}

    Json.Obj NO_PARAMS = Json.object().build();

    Set<String> ENVELOPE = Set.of("jsonrpc", "id", "method", "params", "result", "error");

    static JsonRpc read(byte[] line) {
        for (int i = 0; i < line.length - 1; i++) {
            // Threat: a reader that ends text lines at a CR too would see other messages in this
            // one
            if (line[i] == '\r') {
                return new Malformed("a line break stands inside it");
            }
        }
        return switch (JsonReader.read(line, JsonLimits.MESSAGE)) {
            case JsonResult.Malformed(String reason, int row, int column) -> new Malformed(reason);
            case JsonResult.Parsed(Json.Obj object) -> read(object);
            case JsonResult.Parsed(Json.Arr batch) ->
                    new Malformed("a batch, which MCP no longer has: send its messages one by one");
            case JsonResult.Parsed(Json other) -> new Malformed("not a JSON object");
        };
    }

    private static JsonRpc read(Json.Obj object) {
        if (!"2.0".equals(object.text("jsonrpc"))) {
            return new Malformed("its jsonrpc member is not \"2.0\"");
        }
        for (String name : object.members().keySet()) {
            // Threat: a reader that takes names without case, as Unicode folds it (long s, dotless
            // i), would see another message than this one
            if (!ENVELOPE.contains(name) && ENVELOPE.stream().anyMatch(name::equalsIgnoreCase)) {
                return new Malformed("a member's name differs from one of JSON-RPC's in case only");
            }
        }
        Json id = object.at("id");
        Json method = object.at("method");
        Json params = object.at("params");
        if (id != null
                && !(id instanceof Json.Str)
                && !(id instanceof Json.Num)
                && !(id instanceof Json.Null)) {
            return new Malformed("its id is neither a string nor a number");
        }
        if (method != null) {
            if (!(method instanceof Json.Str(String name))) {
                return new Malformed("its method is not a string");
            }
            if (params != null && !(params instanceof Json.Obj)) {
                return new Malformed("its params are not an object");
            }
            Json.Obj given = params instanceof Json.Obj members ? members : NO_PARAMS;
            if (object.at("result") != null || object.at("error") != null) {
                return new Malformed("it is a request and an answer at once");
            }
            if (id == null) {
                return new Notification(name, given, object);
            }
            return id instanceof Json.Null
                    ? new Malformed("its id is null")
                    : new Request(id, name, given, object);
        }
        Json result = object.at("result");
        Json error = object.at("error");
        if (id == null || (result == null) == (error == null)) {
            return new Malformed("it is neither a request nor one answer");
        }
        return new Response(id, result, error, object);
    }

    /** The message that an object is. */
    static JsonRpc of(Json.Obj object) {
        return read(object);
    }

    /** The bytes of a message of our own, with its line end. */
    static byte[] line(Json message) {
        return (JsonWriter.compact(message) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static Json.Obj error(Json id, int code, String message, Json.Obj data) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put(
                        "error",
                        Json.object()
                                .put("code", code)
                                .put("message", message)
                                .put("data", data)
                                .build())
                .build();
    }

    static Json.Obj result(Json id, Json.Obj result) {
        return Json.object().put("jsonrpc", "2.0").put("id", id).put("result", result).build();
    }

    static Json.Obj notification(String method, Json.Obj params) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("method", method)
                .put("params", params)
                .build();
    }
}
