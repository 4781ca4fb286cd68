package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The MCP client of a rehearsal, over the streams of one session. It answers what a server may ask:
 * nothing of its model, no root, and no to every question.
 */
final class Caller {

    private static final String VERSION = "2025-06-18";
    private static final int MOST_PAGES = 50;
    private static final int MOST_KEPT = 256 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final AtomicInteger numbers = new AtomicInteger(1);
    private final Map<String, CompletableFuture<Json.Obj>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Json.Obj> control = new CompletableFuture<>();

    /** Guards {@code out}: one message after the other. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile boolean over;

    /** A tool as the server lists it. */
    record Tool(String name, Json inputSchema) {}

    /** What a call came to: whether its tool called it an error, and its result or error. */
    record Called(boolean failed, Json answer) {}

    Caller(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
        Thread.ofPlatform().daemon().name("rehearsal client").start(this::listen);
    }

    /** What the gate itself answers before the server speaks. */
    Json.Obj control(Duration patience) throws IOException, InterruptedException {
        return await(control, patience, "the server did not start");
    }

    void initialize(Duration patience) throws IOException, InterruptedException {
        Json.Obj parameters =
                Json.object()
                        .put("protocolVersion", VERSION)
                        .put("capabilities", Json.object().build())
                        .put(
                                "clientInfo",
                                Json.object()
                                        .put("name", "mcp-client")
                                        .put("version", "1.0")
                                        .build())
                        .build();
        request("initialize", parameters, patience);
        send(
                Json.object()
                        .put("jsonrpc", "2.0")
                        .put("method", "notifications/initialized")
                        .build());
    }

    List<Tool> tools(Duration patience) throws IOException, InterruptedException {
        List<Tool> tools = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            Json.Obj parameters = Json.object().putIfPresent("cursor", cursor).build();
            Json.Obj answer = request("tools/list", parameters, patience);
            if (!(answer.at("result") instanceof Json.Obj result)
                    || !(result.at("tools") instanceof Json.Arr(List<Json> listed))) {
                throw new IOException("the server listed no tools: " + said(answer));
            }
            for (Json each : listed) {
                if (each instanceof Json.Obj tool && tool.text("name") instanceof String name) {
                    Json schema = tool.at("inputSchema");
                    tools.add(new Tool(name, schema == null ? Json.object().build() : schema));
                }
            }
            cursor = result.text("nextCursor");
        } while (cursor != null && ++pages < MOST_PAGES);
        return tools;
    }

    Called call(String tool, Json arguments, Duration patience)
            throws IOException, InterruptedException {
        Json.Obj parameters = Json.object().put("name", tool).put("arguments", arguments).build();
        Json.Obj answer = request("tools/call", parameters, patience);
        boolean failed =
                !(answer.at("result") instanceof Json.Obj result)
                        || result.at("isError") instanceof Json.Bool(boolean error) && error;
        Json said = answer.at("result") == null ? answer.at("error") : answer.at("result");
        return new Called(failed, said == null ? Json.NULL : kept(said));
    }

    /** Of an answer that is longer than anybody reads: how long, and which. */
    private static Json kept(Json said) {
        byte[] bytes = JsonWriter.compact(said).getBytes(UTF_8);
        return bytes.length <= MOST_KEPT
                ? said
                : Json.object()
                        .put("length", bytes.length)
                        .put("digest", Digest.sha256(bytes).toString())
                        .build();
    }

    /** An answer for people, cut. */
    static String said(Json answer) {
        String text = JsonWriter.compact(answer);
        return text.length() <= 400 ? text : text.substring(0, 400) + "…";
    }

    private Json.Obj request(String method, Json.Obj parameters, Duration patience)
            throws IOException, InterruptedException {
        String id = "r" + numbers.getAndIncrement();
        CompletableFuture<Json.Obj> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        if (over) {
            throw new IOException("the server has ended");
        }
        send(
                Json.object()
                        .put("jsonrpc", "2.0")
                        .put("id", id)
                        .put("method", method)
                        .put("params", parameters)
                        .build());
        try {
            return await(answer, patience, method + " was not answered");
        } finally {
            waiting.remove(id);
        }
    }

    private static <T> T await(CompletableFuture<T> answer, Duration patience, String otherwise)
            throws IOException, InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(otherwise + " within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(otherwise + ": " + e.getCause(), e);
        }
    }

    private void send(Json.Obj message) throws IOException {
        writing.lock();
        try {
            out.write((JsonWriter.compact(message) + "\n").getBytes(UTF_8));
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    private void listen() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        heard(line.toByteArray());
                        line.reset();
                    } else {
                        line.write(buffer[i]);
                    }
                }
            }
            ended(new IOException("the server ended"));
        } catch (IOException e) {
            ended(e);
        }
    }

    private void ended(IOException why) {
        over = true;
        control.completeExceptionally(why);
        waiting.values().forEach(each -> each.completeExceptionally(why));
    }

    private void heard(byte[] line) throws IOException {
        if (!(JsonReader.read(line, JsonLimits.MESSAGE)
                instanceof JsonResult.Parsed(Json.Obj message))) {
            return;
        }
        if (!control.isDone()) {
            control.complete(message);
            return;
        }
        String method = message.text("method");
        Json id = message.at("id");
        if (method != null && id != null) {
            send(answered(method, id));
        } else if (method == null && id instanceof Json.Str(String number)) {
            CompletableFuture<Json.Obj> answer = waiting.get(number);
            if (answer != null) {
                answer.complete(message);
            }
        }
    }

    private static Json.Obj answered(String method, Json id) {
        Json.Builder answer = Json.object().put("jsonrpc", "2.0").put("id", id);
        @Nullable Json result =
                switch (method) {
                    case "ping" -> Json.object().build();
                    case "roots/list" ->
                            Json.object().put("roots", new Json.Arr(List.of())).build();
                    case "elicitation/create" -> Json.object().put("action", "decline").build();
                    default -> null;
                };
        return result != null
                ? answer.put("result", result).build()
                : answer.put(
                                "error",
                                Json.object()
                                        .put("code", new Json.Num("-32601"))
                                        .put("message", "not here")
                                        .build())
                        .build();
    }
}
