package dev.stoplock.gate.mcp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The client's requests that nobody has answered yet. Each is taken once: by the server's answer,
 * or by the end of the session.
 */
final class Unanswered {

    private static final int INTERNAL_ERROR = -32_603;

    private final Map<Json, Pending> open = new ConcurrentHashMap<>();
    private final CallDesk calls;
    private final Wire toClient;
    private final Voice voice;

    Unanswered(CallDesk calls, Wire toClient, Voice voice) {
        this.calls = calls;
        this.toClient = toClient;
        this.voice = voice;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void put(Json id, Pending waiting) {
        open.put(id, waiting);
    }

    @Nullable Pending get(Json id) {
        return open.get(id);
    }

    /** Whoever gets it answers it; null where it is answered already. */
    @Nullable Pending take(Json id) {
        return open.remove(id);
    }

    /** Why a server's end leaves something unanswered. */
    static Refusal ended(String sentence) {
        return Refusal.of(
                Refusal.Exit.FAILED,
                "mcp.server-ended",
                sentence,
                "look at the server's log, then call again what has not left");
    }

    /** Answers everything that is open: nobody else will. */
    void abandon(Refusal why) {
        for (Json id : Set.copyOf(open.keySet())) {
            Pending waiting = take(id);
            try {
                switch (waiting) {
                    case null -> {}
                    case Pending.Call call -> toClient.send(calls.abandoned(id, call, why));
                    case Pending.Other other ->
                            voice.refuse(id, INTERNAL_ERROR, why.rule().value(), why.sentence());
                }
            } catch (IOException e) {
                // the client is gone as well; its calls are closed on record all the same
                continue;
            }
        }
    }
}
