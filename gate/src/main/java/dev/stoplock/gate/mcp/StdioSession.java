package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.McpEra;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One MCP connection over stdio: a client, its server, and the calls between them.
 *
 * <p>Guarantees: a line is forwarded exactly as it was read and parsed, or not at all; each request
 * of the client gets exactly one answer, also when the server dies; a call is on record before the
 * server hears of it.
 */
public final class StdioSession implements Sessions.Session {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int PARSE_ERROR = -32_700;
    private static final int INVALID_REQUEST = -32_600;

    private final ServerName server;
    private final @Nullable AgentName declared;
    private final CallDesk calls;
    private final InputStream fromClient;
    private final Wire toClient;
    private final Voice voice;
    private final Unanswered unanswered;
    private final Map<Json, CallDesk.Question> asked = new ConcurrentHashMap<>();
    private final Map<String, CallId> tasks = new ConcurrentHashMap<>();
    private volatile @Nullable Wire toServer;
    private volatile AgentName agent;
    private volatile boolean clientGone;
    private volatile @Nullable Refusal stopped;
    private volatile @Nullable String broken;

    StdioSession(
            CallDesk calls,
            ServerName server,
            @Nullable AgentName declared,
            Recorder recorder,
            InputStream fromClient,
            OutputStream toClient) {
        this.server = server;
        this.declared = declared;
        this.agent = declared == null ? new AgentName("unnamed") : declared;
        this.calls = calls;
        this.fromClient = fromClient;
        this.toClient = new Wire(toClient);
        this.voice = new Voice(server, this.toClient, recorder);
        this.unanswered = new Unanswered(calls, this.toClient, voice);
    }

    @Override
    public String serve(Running running) {
        Wire toServer = new Wire(running.stdin());
        this.toServer = toServer;
        Thread down = pipe("down", () -> fromServer(running));
        Thread up = pipe("up", () -> fromClient(toServer, running));
        try {
            String ended = running.ended().get();
            down.join(GRACE);
            Refusal told = stopped;
            String why = broken;
            unanswered.abandon(
                    told != null ? told : Unanswered.ended(why == null ? without(ended) : why));
            calls.endAll(told == null ? without(ended) : told.sentence());
            up.interrupt();
            return why == null ? ended : why;
        } catch (ExecutionException | InterruptedException e) {
            running.end("killed");
            unanswered.abandon(
                    Unanswered.ended("the gate stopped while server " + server + " was working"));
            return "stopped by the gate";
        }
    }

    /**
     * Threat: reading or writing a process's pipe blocks in the kernel and holds a virtual thread's
     * carrier, of which there are as many as processors: idle servers would stop the whole gate.
     */
    private Thread pipe(String direction, Runnable task) {
        return Thread.ofPlatform().daemon().name("mcp " + server + " " + direction).start(task);
    }

    @Override
    public void stopped(Refusal why) {
        stopped = why;
    }

    private String without(String ended) {
        return clientGone
                ? "the client closed before server " + server + " answered"
                : "server " + server + " ended before it answered (" + ended + ")";
    }

    @Override
    public void denied(String sentence) {
        voice.tell("error", "an effect was refused that belongs to no open call: " + sentence);
    }

    private void fromClient(Wire toServer, Running running) {
        try {
            Inward.pump(fromClient, line -> clientLine(line, toServer));
            // before the server hears of it: a server that ends for want of a client did not fail
            clientGone = true;
            toServer.close();
            awaitAnswers(running);
        } catch (IOException | InterruptedException e) {
            // the client broke off: what it had open is closed on record when the server has ended
            clientGone = true;
            running.end("ended: its client broke off");
            return;
        } catch (Throwable e) {
            stop(running, "a message of the client", e);
        }
        running.end("ended: its client closed");
    }

    /** A direction whose thread cannot go on takes the server with it: nobody is left waiting. */
    private void stop(Running running, String what, Throwable why) {
        broken =
                "the gate failed on "
                        + what
                        + " ("
                        + why.getClass().getSimpleName()
                        + ") and ended server "
                        + server;
        voice.found("internal.error", broken + "");
        running.end("killed");
    }

    /** The client has said its last word; answers that are due still go out. */
    private void awaitAnswers(Running running) throws InterruptedException {
        long until = System.nanoTime() + GRACE.toNanos();
        while (!unanswered.isEmpty() && System.nanoTime() < until && !running.ended().isDone()) {
            Thread.sleep(Duration.ofMillis(10));
        }
    }

    private void fromServer(Running running) {
        try {
            Inward.pump(running.stdout(), this::serverLine);
        } catch (IOException e) {
            // the client is gone or the server's pipe broke: nobody is left to carry messages for
            running.end("ended: nobody reads its messages any more");
        } catch (Throwable e) {
            stop(running, "a message of server " + server, e);
        }
    }

    private void clientLine(byte @Nullable [] line, Wire toServer) throws IOException {
        if (line == null) {
            voice.refuse(
                    Json.NULL,
                    PARSE_ERROR,
                    "mcp.too-long",
                    "a message of the client is over " + Inward.LONGEST_LINE + " bytes");
            return;
        }
        switch (JsonRpc.read(line)) {
            case JsonRpc.Malformed(String reason) ->
                    voice.refuse(
                            Json.NULL,
                            PARSE_ERROR,
                            "mcp.malformed",
                            "a message of the client cannot be read: " + reason);
            case JsonRpc.Request request -> {
                try {
                    clientRequest(request, line, toServer);
                } catch (IOException e) {
                    throw e;
                } catch (Throwable e) {
                    if (unanswered.take(request.id())
                            instanceof Pending.Call(var call, var typed)) {
                        calls.close(call, "the gate failed on it");
                    }
                    voice.failed(request.id(), "a request of the client", e);
                }
            }
            case JsonRpc.Notification notification -> {
                // Threat: a call without an id would be made on nobody's account
                if (!notification.method().startsWith("notifications/")) {
                    voice.withoutId(notification.method());
                    return;
                }
                cancelIfAsked(notification);
                calls.hears(notification.method());
                toServer.pass(line);
            }
            case JsonRpc.Response response -> {
                CallDesk.Question question = asked.remove(response.id());
                if (question == null) {
                    voice.found(
                            "mcp.unasked",
                            "the client answered a request that server "
                                    + server
                                    + " did not make");
                    return;
                }
                calls.inputGiven(question, response);
                toServer.pass(line);
            }
        }
    }

    private void clientRequest(JsonRpc.Request request, byte[] line, Wire toServer)
            throws IOException {
        String name = McpEra.clientName(request);
        if (declared == null && name != null) {
            agent = new AgentName(name);
        }
        if (unanswered.get(request.id()) != null) {
            voice.refuse(
                    request.id(),
                    INVALID_REQUEST,
                    "mcp.duplicate-id",
                    "the client used a request id that is still open");
            return;
        }
        Pending waiting = new Pending.Other(request.method(), request.params());
        if (request.method().equals("tools/call")) {
            waiting = call(request);
            if (waiting == null) {
                return;
            }
        } else if (request.method().equals("tasks/result")) {
            waiting = taskResult(request, waiting);
        }
        unanswered.put(request.id(), waiting);
        calls.hears(request.method());
        try {
            toServer.pass(line);
        } catch (IOException e) {
            // the server is gone; whoever waits for its end answers what is pending
            toServer.close();
        }
    }

    /** The request for the result of a task is answered as its call. */
    private Pending taskResult(JsonRpc.Request request, Pending otherwise) {
        String task = request.params().text("taskId");
        CallId call = task == null ? null : tasks.remove(task);
        return call == null ? otherwise : new Pending.Call(call, McpEra.needsResultType(request));
    }

    private Pending.@Nullable Call call(JsonRpc.Request request) throws IOException {
        String tool = request.params().text("name");
        Json arguments = request.params().at("arguments");
        if (tool == null || (arguments != null && !(arguments instanceof Json.Obj))) {
            voice.refuse(
                    request.id(),
                    INVALID_REQUEST,
                    "mcp.call-unreadable",
                    "a tools/call names no tool, or its arguments are no object");
            return null;
        }
        Json.Obj given = arguments instanceof Json.Obj object ? object : JsonRpc.NO_PARAMS;
        CallDesk.Opening opening;
        try {
            opening = calls.open(request, tool, given, agent);
        } catch (IOException e) {
            voice.refuse(
                    request.id(),
                    Voice.INTERNAL_ERROR,
                    "ledger.unavailable",
                    "the ledger cannot record, so the call was not made: " + e.getMessage());
            return null;
        }
        return switch (opening) {
            case CallDesk.Opening.Made(CallId call) ->
                    new Pending.Call(call, McpEra.needsResultType(request));
            case CallDesk.Opening.Stopped(Json.Obj answer) -> {
                toClient.send(answer);
                yield null;
            }
        };
    }

    private void cancelIfAsked(JsonRpc.Notification notification) {
        Json id = notification.params().at("requestId");
        if (notification.method().equals("notifications/cancelled") && id != null) {
            if (unanswered.get(id) instanceof Pending.Call(CallId call, boolean typed)) {
                unanswered.take(id);
                calls.close(call, "cancelled by the client");
            }
        }
    }

    private void serverLine(byte @Nullable [] line) throws IOException {
        if (stopped != null) {
            // Threat: a server that sees its connections cut says that all went well, before it is
            // ended
            return;
        }
        if (line == null) {
            unanswered.abandon(
                    Unanswered.ended(
                            "server "
                                    + server
                                    + " answered with a message over "
                                    + Inward.LONGEST_LINE
                                    + " bytes"));
            voice.found(
                    "mcp.too-long",
                    "a message of server "
                            + server
                            + " is over "
                            + Inward.LONGEST_LINE
                            + " bytes; it was dropped");
            return;
        }
        switch (JsonRpc.read(line)) {
            case JsonRpc.Malformed(String reason) -> voice.unreadable(reason);
            case JsonRpc.Request request -> {
                Json.Obj declined = calls.declined(request);
                Wire back = toServer;
                if (declined != null && back != null) {
                    back.send(declined);
                    return;
                }
                asked.put(request.id(), calls.question(request));
                toClient.pass(line);
            }
            case JsonRpc.Notification notification -> put(calls.told(notification), line);
            case JsonRpc.Response response -> {
                try {
                    serverResponse(response, line);
                } catch (IOException e) {
                    throw e;
                } catch (Throwable e) {
                    voice.failed(response.id(), "an answer of server " + server, e);
                }
            }
        }
    }

    private void serverResponse(JsonRpc.Response response, byte[] line) throws IOException {
        Pending waiting = unanswered.take(response.id());
        switch (waiting) {
            case null ->
                    voice.found(
                            "mcp.unasked",
                            "server "
                                    + server
                                    + " answered a request that is not open; it was dropped");
            case Pending.Other other -> put(calls.answer(other, response), line);
            case Pending.Call call -> {
                String task = McpEra.taskId(response);
                if (McpEra.wantsInput(response)) {
                    Json.Obj refused = calls.refusedInput(call, response);
                    if (refused != null) {
                        toClient.send(refused);
                        return;
                    }
                    calls.waits(call.id());
                    toClient.pass(line);
                } else if (task != null) {
                    tasks.put(task, call.id());
                    toClient.pass(line);
                } else {
                    put(calls.answer(call, response), line);
                }
            }
        }
    }

    /** A line of the server's as it came, or what the client gets in its place. */
    private void put(Json.@Nullable Obj own, byte[] line) throws IOException {
        if (own == null) {
            toClient.pass(line);
        } else {
            toClient.send(own);
        }
    }
}
