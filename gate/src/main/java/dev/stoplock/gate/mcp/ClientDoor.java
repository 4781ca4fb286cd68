package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.LeaseBook;
import dev.stoplock.core.contract.ClientBound;
import dev.stoplock.core.effect.ResultLinks;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Recorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way back to the client: what a server's words would make it open or a person type.
 *
 * <p>Guarantees: where the contract's mode enforces, no link that nothing explains goes on in a
 * tool's result, a prompt, a resource, an error or a notification, and no question for a secret;
 * whatever is found is on record before it goes.
 */
final class ClientDoor {

    private static final int MOST_FOUND = 20;

    /** Sentences about what belongs to no call; a server may say much of its own accord. */
    private static final int MOST_RECORDED = 100;

    /** What a client reads to its person or its model, though no tool answered. */
    private static final Set<String> TEXTS = Set.of("prompts/get", "resources/read");

    /** Its address is the client's own word, by which it knows what it subscribed to. */
    private static final String UPDATED = "notifications/resources/updated";

    private final ServerPolicy policy;
    private final Leases leases;
    private final Recorder recorder;
    private int recorded;

    ClientDoor(ServerPolicy policy, Leases leases, Recorder recorder) {
        this.policy = policy;
        this.leases = leases;
        this.recorder = recorder;
    }

    /**
     * The response as it may go on: itself, where nothing was found against it or the mode only
     * reports.
     */
    JsonRpc.Response applied(CallId call, JsonRpc.Response response) throws IOException {
        String member = response.error() == null ? "result" : "error";
        Json said = response.error() == null ? response.result() : response.error();
        if (said == null) {
            return response;
        }
        ClientBound.Judged judged = bound(call).judged(said);
        if (judged.found().isEmpty()) {
            return response;
        }
        for (String sentence :
                judged.found().subList(0, Math.min(MOST_FOUND, judged.found().size()))) {
            record(
                    "client.link",
                    call,
                    sentence
                            + (enforces()
                                    ? "; it was made unusable"
                                    : "; it went on, as the mode says"));
        }
        if (!enforces()) {
            return response;
        }
        Json fresh = member.equals("result") ? told(judged) : judged.result();
        return (JsonRpc.Response) JsonRpc.of(response.whole().with(member, fresh));
    }

    /**
     * The answer to a request that is no call, as it may go on; null where that is as it came:
     * without the tools that are not granted, and without links that neither grant nor request
     * explain.
     */
    Json.@Nullable Obj answered(Pending.Other asked, JsonRpc.Response response) throws IOException {
        if (asked.method().equals("tools/list") && response.error() == null) {
            return listed(response);
        }
        String member = response.error() == null ? "result" : "error";
        Json said = response.whole().at(member);
        if (said == null || member.equals("result") && !TEXTS.contains(asked.method())) {
            return null;
        }
        Json fresh =
                unlinked(
                        asked.method(),
                        null,
                        said,
                        () -> new ClientBound(policy.grant(), asked.params()));
        return fresh == null ? null : response.whole().with(member, fresh);
    }

    /** A notification as it may go on; null where that is as it came. */
    Json.@Nullable Obj told(JsonRpc.Notification notification, @Nullable CallId call)
            throws IOException {
        Json fresh =
                notification.method().equals(UPDATED)
                        ? null
                        : unlinked(
                                notification.method(),
                                call,
                                notification.params(),
                                () -> bound(call));
        return fresh == null ? null : notification.whole().with("params", fresh);
    }

    /** What is left of words once nothing in them links to where it may not; null for all. */
    private @Nullable Json unlinked(
            String where, @Nullable CallId call, Json said, Supplier<ClientBound> bound)
            throws IOException {
        if (!mayLink(said)) {
            return null;
        }
        ClientBound.Judged judged = bound.get().judged(said);
        for (String sentence : judged.found()) {
            if (recorded++ < MOST_RECORDED) {
                record(
                        "client.link",
                        call,
                        Shown.text(where)
                                + ": "
                                + sentence
                                + (enforces()
                                        ? "; it was made unusable"
                                        : "; it went on, as the mode says")
                                + (recorded == MOST_RECORDED
                                        ? "; no more of these are recorded"
                                        : ""));
            }
        }
        return judged.found().isEmpty() || !enforces() ? null : judged.result();
    }

    /** Whether there is a link at all: to gather what may explain one takes longer. */
    private static boolean mayLink(Json said) {
        return switch (said) {
            case Json.Obj(Map<String, Json> members) ->
                    members.entrySet().stream()
                            .anyMatch(each ->
                                    !ResultLinks.of(each.getKey()).isEmpty()
                                            || mayLink(each.getValue()));
            case Json.Arr(List<Json> items) -> items.stream().anyMatch(ClientDoor::mayLink);
            case Json.Str(String text) -> !ResultLinks.of(text).isEmpty();
            case Json.Num number -> false;
            case Json.Bool bool -> false;
            case Json.Null none -> false;
        };
    }

    private Json.@Nullable Obj listed(JsonRpc.Response response) {
        if (policy.grant().tools() == null
                || !(response.result() instanceof Json.Obj result)
                || !(result.at("tools") instanceof Json.Arr(List<Json> tools))) {
            return null;
        }
        List<Json> granted =
                tools.stream()
                        .filter(tool -> tool instanceof Json.Obj one && isGranted(one.text("name")))
                        .toList();
        return JsonRpc.result(response.id(), result.with("tools", new Json.Arr(granted)));
    }

    private boolean isGranted(@Nullable String tool) {
        return tool != null && policy.grant().admitsTool(tool);
    }

    private static Json told(ClientBound.Judged judged) {
        if (!(judged.result() instanceof Json.Obj result)
                || !(result.at("content") instanceof Json.Arr(List<Json> items))) {
            return judged.result();
        }
        List<Json> content = new ArrayList<>(items);
        content.add(
                Json.object()
                        .put("type", "text")
                        .put(
                                "text",
                                "Stoplock made links in this result unusable: "
                                        + String.join(
                                                "; ",
                                                judged.found()
                                                        .subList(
                                                                0,
                                                                Math.min(3, judged.found().size())))
                                        + ". Do not put them together again.")
                        .build());
        return result.with("content", new Json.Arr(content));
    }

    /** The answer to a server's request that does not reach the client, or null where it does. */
    Json.@Nullable Obj declined(JsonRpc.Request request, @Nullable CallId call) throws IOException {
        if (!request.method().equals("elicitation/create")) {
            return null;
        }
        String why = refusal(request.params(), call);
        if (why == null) {
            return null;
        }
        record(
                "client.elicitation",
                call,
                why
                        + (enforces()
                                ? "; the client was not asked"
                                : "; it went on, as the mode says"));
        return enforces()
                ? JsonRpc.result(request.id(), Json.object().put("action", "decline").build())
                : null;
    }

    /** Why an answer that wants input before it goes on must not reach the client, or null. */
    @Nullable String refusedInput(Json result, CallId call) throws IOException {
        if (!(result instanceof Json.Obj wants)
                || !(wants.at("inputRequests") instanceof Json.Obj requests)) {
            return null;
        }
        for (Json each : requests.members().values()) {
            String why =
                    each instanceof Json.Obj one && one.at("params") instanceof Json.Obj params
                            ? refusal(params, call)
                            : null;
            if (why != null) {
                record(
                        "client.elicitation",
                        call,
                        why
                                + (enforces()
                                        ? "; the client was not asked"
                                        : "; it went on, as the mode says"));
                return enforces() ? "client.elicitation: " + why : null;
            }
        }
        return null;
    }

    private @Nullable String refusal(Json.Obj params, @Nullable CallId call) {
        return ClientQuestion.refusal(policy.server(), params, bound(call));
    }

    private ClientBound bound(@Nullable CallId call) {
        LeaseBook.Heard heard = call == null ? null : leases.step(book -> book.heard(call));
        return heard == null
                ? new ClientBound(policy.grant(), null, List.of())
                : new ClientBound(policy.grant(), heard.lease(), heard.replies());
    }

    private boolean enforces() {
        return policy.modes().of(RuleGroup.CONTRACT) == Mode.ENFORCE;
    }

    private void record(String rule, @Nullable CallId call, String sentence) throws IOException {
        recorder.append(
                new Event.Found(
                        new RuleId(rule),
                        Severity.WARNING,
                        policy.server(),
                        call,
                        sentence,
                        List.of(),
                        null));
    }
}
