package dev.stoplock.gate.egress;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes back to the server. {@code last} ends the connection. {@code rest} is the body of a
 * reply that is passed on as it comes, else null.
 */
record Reply(ResponseHead head, byte[] body, boolean last, @Nullable PassedOn rest) {

    Reply(ResponseHead head, byte[] body, boolean last) {
        this(head, body, last, null);
    }

    /** The refusal of one request, as its protocol says it: 403 with a JSON body. */
    static Reply refused(RuleId rule, String sentence, boolean last) {
        return own(
                403,
                "Forbidden",
                rule,
                sentence,
                "retrying will not help; the agent and the ledger were told",
                last);
    }

    /** The world, not a rule, failed: 502 with a JSON body. */
    static Reply failed(RuleId rule, String sentence) {
        return own(
                502,
                "Bad Gateway",
                rule,
                sentence,
                "look at the ledger for what became of the request",
                true);
    }

    private static Reply own(
            int status, String reason, RuleId rule, String sentence, String hint, boolean last) {
        Json.Obj body =
                Json.object()
                        .put("refused_by", "stoplock")
                        .put("rule", rule.value())
                        .put("message", Shown.line(sentence))
                        .put("hint", hint)
                        .build();
        Fields fields = new Fields(List.of(new Fields.Field("content-type", "application/json")));
        return new Reply(
                new ResponseHead(status, reason, fields),
                JsonWriter.compact(body).getBytes(StandardCharsets.UTF_8),
                last);
    }
}
