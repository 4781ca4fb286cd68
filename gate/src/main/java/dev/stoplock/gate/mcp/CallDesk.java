package dev.stoplock.gate.mcp;

import dev.stoplock.core.call.AcceptedInput;
import dev.stoplock.core.call.CallForm;
import dev.stoplock.core.call.Discovery;
import dev.stoplock.core.call.LeaseBook;
import dev.stoplock.core.call.McpEra;
import dev.stoplock.core.call.ToolErrors;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Opens, answers and closes the calls of one instance: record first, then lease, then forward. */
final class CallDesk {

    private final InstanceId instance;
    private final ServerPolicy policy;
    private final Leases leases;
    private final Recorder recorder;
    private final Secrets secrets;
    private final Breakers breakers;
    private final ClientDoor door;
    private final CallRecords records;
    private final AnswerCheck check;
    private final CallFiles files;
    private final InstantSource clock;
    private final AtomicLong numbers = new AtomicLong(1);

    CallDesk(
            InstanceId instance,
            ServerPolicy policy,
            Leases leases,
            Recorder recorder,
            Secrets secrets,
            Breakers breakers,
            CallFiles files,
            InstantSource clock) {
        this.instance = instance;
        this.policy = policy;
        this.leases = leases;
        this.recorder = recorder;
        this.secrets = secrets;
        this.breakers = breakers;
        this.door = new ClientDoor(policy, leases, recorder);
        this.records = new CallRecords(instance, policy.server(), recorder, secrets);
        this.check = new AnswerCheck(policy.contracts(), recorder);
        this.files = files;
        this.clock = clock;
    }

    /** What became of a tools/call request before its server could hear of it. */
    sealed interface Opening {

        /** The call is open. */
        record Made(CallId call) implements Opening {}

        /** A limit stopped it; the client gets this answer. */
        record Stopped(Json.Obj answer) implements Opening {}
    }

    /**
     * Opens the call of a tools/call request, or goes on with the one that waited for this input.
     */
    Opening open(JsonRpc.Request request, String tool, Json.Obj arguments, AgentName agent)
            throws IOException {
        Json responses = request.params().at("inputResponses");
        CallId waiting =
                responses == null ? null : leases.step(book -> book.waitingFor(tool, arguments));
        if (!policy.grant().admitsTool(tool)) {
            CallId refused = new CallId(instance + "-c" + numbers.getAndIncrement());
            records.opened(refused, request, tool, arguments, agent, null, List.of());
            return new Opening.Stopped(notGranted(refused, request, tool));
        }
        String same = secrets.keyedDigest(CallForm.bytes(tool, arguments));
        Leave leave = breakers.call(policy, Shown.text(tool), same);
        if (leave instanceof Leave.Granted && responses != null && waiting != null) {
            return goneOn(waiting, responses);
        }
        CallId id = new CallId(instance + "-c" + numbers.getAndIncrement());
        return switch (leave) {
            case Leave.Granted granted -> {
                CleanCalls.Held held = breakers.tiers(policy, tool);
                records.opened(id, request, tool, arguments, agent, same, held.changes());
                List<NamedFile> named = files.of(arguments);
                leases.step(book -> {
                    book.open(
                            new ToolCall(
                                    id,
                                    agent,
                                    policy.server(),
                                    instance,
                                    tool,
                                    arguments,
                                    clock.instant()),
                            held.tiers(),
                            named);
                    return id;
                });
                yield new Opening.Made(id);
            }
            case Leave.Exceeded exceeded -> {
                records.opened(id, request, tool, arguments, agent, null, List.of());
                yield new Opening.Stopped(stopped(id, request, exceeded));
            }
        };
    }

    /** Threat: what is answered here explains what leaves, so that it was given is on record. */
    private Opening goneOn(CallId waiting, Json responses) throws IOException {
        recorder.append(
                new Event.Found(
                        new RuleId("mcp.input-given"),
                        Severity.INFO,
                        policy.server(),
                        waiting,
                        "the client gave the input that call " + waiting + " waited for",
                        List.of(),
                        null));
        leases.step(book -> {
            book.inputGiven(waiting, AcceptedInput.ofAll(responses));
            return waiting;
        });
        return new Opening.Made(waiting);
    }

    private Json.Obj notGranted(CallId id, JsonRpc.Request request, String tool)
            throws IOException {
        String why =
                "mcp.tool-not-granted: tool "
                        + Shown.text(tool)
                        + " of server "
                        + policy.server()
                        + " is not granted to agents";
        Json.Obj answer =
                JsonRpc.result(
                        request.id(),
                        ToolErrors.notGranted(why, id.value(), McpEra.needsResultType(request)));
        records.closed(id, "refused by stoplock: mcp.tool-not-granted", answer);
        return answer;
    }

    /** The answer to a request that is no call, as the client gets it; null where as it came. */
    Json.@Nullable Obj answer(Pending.Other asked, JsonRpc.Response response) throws IOException {
        return door.answered(asked, response);
    }

    /** A notification of the server's as the client gets it; null where as it came. */
    Json.@Nullable Obj told(JsonRpc.Notification notification) throws IOException {
        return door.told(notification, leases.step(LeaseBook::soleUnanswered));
    }

    private Json.Obj stopped(CallId id, JsonRpc.Request request, Leave.Exceeded exceeded)
            throws IOException {
        if (exceeded.opens()) {
            recorder.append(
                    new Event.Tripped(policy.server(), id, exceeded.rule(), exceeded.told()));
        }
        Json.Obj answer =
                JsonRpc.result(
                        request.id(),
                        ToolErrors.stopped(
                                exceeded.rule() + ": " + exceeded.told(),
                                id.value(),
                                McpEra.needsResultType(request)));
        records.closed(id, "refused by stoplock: " + exceeded.rule(), answer);
        return answer;
    }

    /**
     * What the server gets in place of an answer to a request that must not reach the client; else
     * null.
     */
    Json.@Nullable Obj declined(JsonRpc.Request request) throws IOException {
        return door.declined(request, leases.step(LeaseBook::soleUnanswered));
    }

    /**
     * The answer in place of one that wants input, where what it wants must not reach the client;
     * else null. The call then ends.
     */
    Json.@Nullable Obj refusedInput(Pending.Call call, JsonRpc.Response response)
            throws IOException {
        Json result = response.result();
        String why = result == null ? null : door.refusedInput(result, call.id());
        if (why == null) {
            return null;
        }
        close(call.id(), "refused by stoplock: client.elicitation");
        return JsonRpc.result(response.id(), ToolErrors.error(why, call.typed()));
    }

    /**
     * The server is about to hear this of its client. Threat: one that waits with what needs no
     * call until it knows something of its user.
     */
    void hears(String method) {
        leases.step(book -> {
            if (Discovery.lists(method)) {
                book.discovered(clock.instant());
            } else if (!Discovery.is(method)) {
                book.startOver();
            }
            return method;
        });
    }

    /** The server wants input before it goes on. */
    void waits(CallId call) {
        leases.step(book -> {
            book.waitForInput(call);
            return call;
        });
    }

    /** A request of the server's own, and the call it was made in: the sole one then open. */
    record Question(String method, @Nullable CallId call) {}

    Question question(JsonRpc.Request request) {
        return new Question(request.method(), leases.step(LeaseBook::soleUnanswered));
    }

    /**
     * The client answered a request of the server's own. Threat: a model says what a server asks it
     * to say, so only what a person filled in and accepted is an answer.
     */
    void inputGiven(Question question, JsonRpc.Response response) {
        leases.step(book -> {
            book.startOver();
            return book;
        });
        Json accepted = AcceptedInput.of(response.result());
        CallId call = question.call();
        if (question.method().equals("elicitation/create") && call != null && accepted != null) {
            leases.step(book -> {
                book.inputGiven(call, accepted);
                return call;
            });
        }
    }

    /**
     * The answer a client gets for a call's final response: the server's own (null), unless
     * something of the call was denied, or the answer cannot be put on record.
     */
    Json.@Nullable Obj answer(Pending.Call call, JsonRpc.Response response) {
        Told told = leases.step(book -> told(book, call.id()));
        LeaseBook.Notes notes = told.notes();
        List<String> late = leases.step(LeaseBook::takeLateDenials);
        try {
            List<String> untrue = check.findings(told.lease(), response, !notes.denied().isEmpty());
            JsonRpc.Response said = door.applied(call.id(), response);
            Json.Obj own = own(call, said, notes, late);
            if (notes.denied().isEmpty() && !untrue.isEmpty()) {
                own = corrected(call, own == null ? said.whole() : own, untrue);
            }
            if (own == null && said != response) {
                own = said.whole();
            }
            String outcome = response.error() == null ? "answered" : "answered with an error";
            records.closed(
                    call.id(),
                    notes.denied().isEmpty()
                            ? outcome
                            : "answered by stoplock: something was denied",
                    own == null ? response.whole() : own);
            return own;
        } catch (Throwable e) {
            String rule = e instanceof IOException ? "ledger.unavailable" : "internal.error";
            String why =
                    e instanceof IOException
                            ? e.getMessage() + "; " + Recorder.MEND
                            : e.getClass().getSimpleName();
            records.closed(call.id(), "its answer was withheld: " + rule);
            Json.Obj withheld =
                    ToolErrors.error(
                            rule
                                    + ": the server's answer cannot be recorded and is withheld: "
                                    + why
                                    + refused(notes)
                                    + gone(notes),
                            call.typed());
            return JsonRpc.result(
                    response.id(),
                    late.isEmpty() ? withheld : ToolErrors.withNotices(withheld, late));
        }
    }

    /** What a call has to tell when it is answered, and its lease; null for one that is over. */
    private record Told(LeaseBook.Notes notes, @Nullable Lease lease) {}

    private Told told(LeaseBook book, CallId call) {
        LeaseBook.Heard heard = book.heard(call);
        return new Told(book.answered(call, clock.instant()), heard == null ? null : heard.lease());
    }

    /**
     * An answer that is not so, with the truth before it. Where it has no place, it is replaced.
     */
    private static Json.Obj corrected(Pending.Call call, Json.Obj whole, List<String> untrue) {
        Json id = whole.at("id");
        Json.Obj result =
                whole.at("result") instanceof Json.Obj given
                        ? given
                        : ToolErrors.error("the answer was no result", call.typed());
        return JsonRpc.result(
                id == null ? Json.NULL : id,
                ToolErrors.withTruth(result, untrue, call.id().value()));
    }

    /**
     * Denials that came after their call's answer go before the next one; an error cannot carry
     * them, so they wait on.
     */
    private Json.@Nullable Obj own(
            Pending.Call call,
            JsonRpc.Response response,
            LeaseBook.Notes notes,
            List<String> late) {
        Json.Obj result;
        if (!notes.denied().isEmpty()) {
            result = ToolErrors.denied(notes, call.id().value(), call.typed());
        } else if (response.result() instanceof Json.Obj given && !late.isEmpty()) {
            result = given;
        } else {
            leases.step(book -> {
                late.forEach(sentence -> book.denied(null, sentence));
                return late;
            });
            return null;
        }
        return JsonRpc.result(
                response.id(), late.isEmpty() ? result : ToolErrors.withNotices(result, late));
    }

    private static String refused(LeaseBook.Notes notes) {
        return notes.denied().isEmpty() ? "" : "\nrefused: " + String.join("; ", notes.denied());
    }

    private static String gone(LeaseBook.Notes notes) {
        return notes.sent().isEmpty()
                ? "\nnothing of this call has left. hint: look at the server's log, then call again"
                : "\nalready sent: "
                        + String.join("; ", notes.sent())
                        + ". hint: do not send that again";
    }

    /**
     * The answer for a call that its server will never answer. Its lease ends in the step that
     * reads what it sent: what comes after that is not explained by it, since the client is told
     * what had left by then.
     */
    Json.Obj abandoned(Json id, Pending.Call call, Refusal why) {
        LeaseBook.Notes notes =
                leases.step(book -> {
                    LeaseBook.Notes told = book.answered(call.id(), clock.instant());
                    book.close(call.id());
                    return told;
                });
        records.closed(call.id(), why.sentence());
        return JsonRpc.result(id, ToolErrors.ended(notes, why, call.typed()));
    }

    /** Closes every call that nobody answered and nobody will: its server has ended. */
    void endAll(String outcome) {
        leases.step(LeaseBook::unanswered).forEach(call -> close(call, outcome));
    }

    /** Ends a call's lease at once: cancelled, or nobody is left to answer. */
    void close(CallId call, String outcome) {
        leases.step(book -> {
            book.close(call);
            return call;
        });
        records.closed(call, outcome);
    }
}
