package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.SecretQuestion;
import dev.stoplock.core.contract.ClientBound;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's question to a person (MCP, elicitation/create), and whether it may be put. */
public final class ClientQuestion {

    private ClientQuestion() {}

    /**
     * Why the question with these params must not reach the client, or null: it asks for a secret,
     * or holds a link that {@code bound} does not explain.
     */
    public static @Nullable String refusal(ServerName server, Json.Obj params, ClientBound bound) {
        String field = SecretQuestion.asked(params);
        if (field != null) {
            return "server " + server + " asked a person for a secret (" + Shown.text(field) + ")";
        }
        String url = params.text("url");
        String why = url == null ? null : bound.refusal(url);
        List<String> found = why == null ? bound.judged(params).found() : List.of(why);
        return found.isEmpty()
                ? null
                : "a question of the server holds a link: " + found.getFirst();
    }
}
