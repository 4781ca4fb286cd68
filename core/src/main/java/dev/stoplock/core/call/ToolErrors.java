package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * Tool results that Stoplock writes itself. They tell what was refused, what had already gone, and
 * that retrying will not help.
 */
public final class ToolErrors {

    private ToolErrors() {}

    /** The result of a call of which something was denied, whatever the server replied. */
    public static Json.Obj denied(LeaseBook.Notes notes, String callId, boolean withResultType) {
        StringBuilder text =
                new StringBuilder("Stoplock refused something this tool tried to send.\n");
        notes.denied().forEach(sentence -> text.append("refused: ").append(sentence).append('\n'));
        if (notes.sent().isEmpty()) {
            text.append("Nothing of this call has left.\n");
        } else {
            notes.sent()
                    .forEach(sentence ->
                            text.append("already sent: ").append(sentence).append('\n'));
            text.append("Do not send again what was already sent.\n");
        }
        text.append("Retrying will not help. hint: a person can look at it with `stoplock explain ")
                .append(callId)
                .append("`");
        return error(text.toString(), withResultType);
    }

    /** The result of a call that a limit stopped, for this reason: its server never heard of it. */
    public static Json.Obj stopped(String reason, String callId, boolean withResultType) {
        String text =
                "STOP. Stoplock did not make this call: the server never heard of it, and nothing was sent.\n"
                        + "stopped: "
                        + reason
                        + "\nDo not make this call again, and do not try to get the same done in another way."
                        + " Go on with the answers you already have, or end here and tell the person what stopped you.\n"
                        + "hint: a person can look at it with `stoplock explain "
                        + callId
                        + "`, and change `limits` of the server in stoplock.yaml";
        return error(text, withResultType);
    }

    /**
     * The result of a call of a tool that is not granted to agents: its server never heard of it.
     */
    public static Json.Obj notGranted(String reason, String callId, boolean withResultType) {
        return error(
                "Stoplock did not make this call: the server never heard of it, and nothing was sent.\n"
                        + "refused: "
                        + reason
                        + "\nRetrying will not help. hint: a person can look at it with `stoplock explain "
                        + callId
                        + "`, and add the tool to `tools` of the server in stoplock.yaml",
                withResultType);
    }

    /**
     * The result of a call that its server will never answer: {@code refusal} says why and what to
     * do, the notes say what was refused and what had gone by then.
     */
    public static Json.Obj ended(LeaseBook.Notes notes, Refusal refusal, boolean withResultType) {
        StringBuilder text =
                new StringBuilder(refusal.rule() + ": " + Shown.line(refusal.sentence()) + "\n");
        notes.denied().forEach(sentence -> text.append("refused: ").append(sentence).append('\n'));
        if (notes.sent().isEmpty()) {
            text.append("nothing of this call has left\n");
        } else {
            notes.sent()
                    .forEach(sentence ->
                            text.append("already sent: ").append(sentence).append('\n'));
            text.append("do not send again what was already sent\n");
        }
        text.append("hint: ").append(Shown.line(refusal.hint()));
        return error(text.toString(), withResultType);
    }

    public static Json.Obj error(String text, boolean withResultType) {
        Json.Builder result =
                Json.object()
                        .put("content", new Json.Arr(List.of(textItem(text))))
                        .put("isError", true);
        return (withResultType ? result.put("resultType", "complete") : result).build();
    }

    /** Puts notices about earlier calls before what a result says. */
    public static Json.Obj withNotices(Json.Obj result, List<String> notices) {
        List<Json> content = new ArrayList<>();
        content.add(
                textItem(
                        "Stoplock: outside the call that this answers, the server tried to send something and was refused: "
                                + String.join("; ", notices)));
        if (result.at("content") instanceof Json.Arr(List<Json> items)) {
            content.addAll(items);
        }
        return result.with("content", new Json.Arr(content));
    }

    /** Puts what is not so in a result before what it says. */
    public static Json.Obj withTruth(Json.Obj result, List<String> untrue, String callId) {
        List<Json> content = new ArrayList<>();
        content.add(
                textItem(
                        "Stoplock: what follows may not be so. "
                                + String.join("; ", untrue)
                                + ". Do not report it as done. hint: a person can look at it with `stoplock explain "
                                + callId
                                + "`"));
        if (result.at("content") instanceof Json.Arr(List<Json> items)) {
            content.addAll(items);
        }
        return result.with("content", new Json.Arr(content));
    }

    private static Json.Obj textItem(String text) {
        return Json.object().put("type", "text").put("text", text).build();
    }
}
