package dev.stoplock.gate.mcp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.port.Recorder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What Stoplock itself says to a client: refusals as JSON-RPC errors, notices as log messages; each
 * refusal is on record too.
 */
final class Voice {

    static final int INTERNAL_ERROR = -32_603;
    private static final int MOST_FOUND = 100;

    private final Map<String, Integer> found = new ConcurrentHashMap<>();
    private final ServerName server;
    private final Wire toClient;
    private final Recorder recorder;

    Voice(ServerName server, Wire toClient, Recorder recorder) {
        this.server = server;
        this.toClient = toClient;
        this.recorder = recorder;
    }

    void refuse(Json id, int code, String rule, String sentence) throws IOException {
        Json.Obj data =
                Json.object()
                        .put("rule", rule)
                        .put(
                                "hint",
                                rule.equals("ledger.unavailable")
                                        ? Recorder.MEND
                                        : "see `stoplock log`; the same again will be refused again")
                        .build();
        toClient.send(JsonRpc.error(id, code, rule + ": " + sentence, data));
        record(rule, sentence);
    }

    /** Something threw on a message, which was not passed on. */
    void failed(Json id, String what, Throwable why) throws IOException {
        refuse(
                id,
                INTERNAL_ERROR,
                "internal.error",
                "the gate failed on "
                        + what
                        + " ("
                        + why.getClass().getSimpleName()
                        + "), so it was not passed on");
    }

    void tell(String level, String sentence) {
        Json.Obj params =
                Json.object()
                        .put("level", level)
                        .put("logger", "stoplock")
                        .put("data", sentence)
                        .build();
        try {
            toClient.send(JsonRpc.notification("notifications/message", params));
        } catch (IOException e) {
            // the client is gone; the record stands
            return;
        }
    }

    /** A request that asks for no answer is none that can be made. */
    void withoutId(String method) {
        found(
                "mcp.no-id",
                "the client sent a "
                        + Shown.text(method)
                        + " that asks for no answer; it was not passed on");
    }

    /** A line of the server that nobody can read: dropped, on record, and told as often as that. */
    void unreadable(String reason) {
        int times =
                counted(
                        "mcp.malformed",
                        "a message of server "
                                + server
                                + " cannot be read and was dropped: "
                                + reason);
        if (times <= MOST_FOUND) {
            tell(
                    "warning",
                    "server "
                            + server
                            + " printed something that is no MCP message; it was dropped"
                            + (times == MOST_FOUND
                                    ? " (no more of these are told of this instance)"
                                    : ""));
        }
    }

    void found(String rule, String sentence) {
        counted(rule, sentence);
    }

    /**
     * How many of these there were. Threat: a server that prints garbage without end would fill the
     * ledger: the first count.
     */
    private int counted(String rule, String sentence) {
        int times = found.merge(rule, 1, (before, one) -> Math.min(before, MOST_FOUND) + one);
        if (times <= MOST_FOUND) {
            record(
                    rule,
                    sentence
                            + (times == MOST_FOUND
                                    ? " (no more of these are recorded of this instance)"
                                    : ""));
        }
        return times;
    }

    private void record(String rule, String sentence) {
        try {
            recorder.append(
                    new Event.Found(
                            new RuleId(rule),
                            Severity.WARNING,
                            server,
                            null,
                            sentence,
                            List.of(),
                            null));
        } catch (Throwable e) {
            // a finding about a message that was dropped: nothing was let go on its strength
            return;
        }
    }
}
