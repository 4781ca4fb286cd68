package dev.stoplock.gate.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.call.LeaseBook;
import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.detect.Detection;
import dev.stoplock.gate.detect.ServerBreakers;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.secrets.SecretBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which replies of a client may explain what leaves. */
final class CallDeskTest {

    private static final InstanceId INSTANCE = new InstanceId("i1");
    private static final ServerName SERVER = new ServerName("mailer");
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @TempDir private Path folder = Path.of("unset");

    @ParameterizedTest(name = "{0} answered {1}: {2} answers")
    @CsvSource(
            delimiter = '|',
            value = {
                "elicitation/create | {'action':'accept','content':{'to':'ann@shop.example'}} | 1",
                "elicitation/create | {'action':'decline','content':{'to':'x@collector.example'}} | 0",
                "elicitation/create | {'content':{'to':'x@collector.example'}} | 0",
                "sampling/createMessage | {'content':{'type':'text','text':'x@collector.example'}} | 0",
                "roots/list | {'roots':[{'uri':'x@collector.example'}]} | 0",
            })
    void onlyWhatAPersonAcceptedExplains(String method, String result, int answers)
            throws Exception {
        InstanceLeases leases = new InstanceLeases(LeaseRules.DEFAULT);
        Path keys = closed("keys");
        try (Ledger ledger =
                Ledger.open(folder.resolve("ledger"), keys, "test.example/log", CLOCK)) {
            SecretBroker secrets = new SecretBroker(closed("secrets"), keys, new SecureRandom());
            CallDesk calls = desk(leases, ledger, secrets, Limits.DEFAULT);
            calls.open(request("tools/call"), "send", JsonRpc.NO_PARAMS, new AgentName("test"));
            CallDesk.Question question = calls.question(request(method));
            Json.Obj given = json(result);
            calls.inputGiven(question, new JsonRpc.Response(Json.of("s1"), given, null, given));
            assertThat(leases.step(book -> book.live(CLOCK.instant())).getFirst().answers())
                    .hasSize(answers);
        }
    }

    @Test
    void aStartLastsWhileTheClientOnlyFindsOutWhatThereIs() throws Exception {
        Path keys = closed("keys");
        try (Ledger ledger =
                Ledger.open(folder.resolve("ledger"), keys, "test.example/log", CLOCK)) {
            SecretBroker secrets = new SecretBroker(closed("secrets"), keys, new SecureRandom());
            InstanceLeases leases = new InstanceLeases(LeaseRules.DEFAULT);
            CallDesk calls = desk(leases, ledger, secrets, Limits.DEFAULT);
            for (String method :
                    List.of(
                            "initialize",
                            "notifications/initialized",
                            "ping",
                            "tools/list",
                            "server/discover")) {
                begun(leases);
                calls.hears(method);
                assertThat(lastsStart(leases)).as(method).isTrue();
            }
            for (String method :
                    List.of(
                            "prompts/get",
                            "resources/read",
                            "completion/complete",
                            "notifications/progress",
                            "notifications/cancelled",
                            "anything/else")) {
                begun(leases);
                calls.hears(method);
                assertThat(lastsStart(leases)).as(method).isFalse();
            }
            begun(leases);
            calls.inputGiven(
                    calls.question(request("ping")),
                    new JsonRpc.Response(Json.of("s1"), json("{}"), null, json("{}")));
            assertThat(lastsStart(leases)).as("an answer of the client").isFalse();
            begun(leases);
            calls.open(request("tools/call"), "send", JsonRpc.NO_PARAMS, new AgentName("test"));
            assertThat(lastsStart(leases)).as("before the server hears of the call").isFalse();
        }
    }

    private static void begun(Leases leases) {
        leases.step(book -> {
            book.begin(ToolCall.ofStart(INSTANCE, SERVER, new AgentName("t"), CLOCK.instant()));
            return book;
        });
    }

    private static boolean lastsStart(Leases leases) {
        return leases.step(book -> book.live(CLOCK.instant())).stream().anyMatch(Lease::isOfStart);
    }

    private CallDesk desk(Leases leases, Ledger ledger, SecretBroker secrets, Limits limits) {
        return desk(leases, ledger, secrets, limits, Contracts.NONE);
    }

    private CallDesk desk(
            Leases leases,
            Ledger ledger,
            SecretBroker secrets,
            Limits limits,
            Contracts contracts) {
        ServerBreakers breakers = new ServerBreakers(CLOCK);
        Detection.start(Detectors.ALL, reader(), ledger, ledger, ledger, breakers).close();
        return new CallDesk(
                INSTANCE,
                new ServerPolicy(
                        SERVER,
                        Grant.NONE,
                        List.of(),
                        null,
                        Modes.ENFORCE,
                        limits,
                        Set.of(),
                        contracts),
                leases,
                ledger,
                secrets,
                breakers,
                new CallFiles(Set.of(), UnaryOperator.identity()),
                CLOCK);
    }

    private LedgerReader reader() {
        return new LedgerReader(folder.resolve("ledger"), folder.resolve("keys"));
    }

    @Test
    void theCallPastALimitIsOnRecordExplainsNothingAndIsAnsweredByStoplock() throws Exception {
        InstanceLeases leases = new InstanceLeases(LeaseRules.DEFAULT);
        Path keys = closed("keys");
        try (Ledger ledger =
                Ledger.open(folder.resolve("ledger"), keys, "test.example/log", CLOCK)) {
            SecretBroker secrets = new SecretBroker(closed("secrets"), keys, new SecureRandom());
            CallDesk calls = desk(leases, ledger, secrets, new Limits(100, 2));
            for (String spelling : List.of("{'to':'a','n':1}", "{'n':1.0,'to':'a'}")) {
                assertThat(open(calls, spelling)).isInstanceOf(CallDesk.Opening.Made.class);
            }
            for (int i = 0; i < 2; i++) {
                assertThat(open(calls, "{'to':'a','n':1}"))
                        .isInstanceOfSatisfying(
                                CallDesk.Opening.Stopped.class,
                                stopped ->
                                        assertThat(JsonWriter.compact(stopped.answer()))
                                                .contains(
                                                        "\"isError\":true",
                                                        "STOP. Stoplock did not make this call",
                                                        "limit.identical-calls: server mailer was asked for send",
                                                        "it works again at 1970-01-01T00:10:00Z",
                                                        "hint: "));
            }
            List<Lease> live = leases.step(book -> book.live(CLOCK.instant()));
            assertThat(live).hasSize(2);
            assertThat(open(calls, "{'to':'b'}")).isInstanceOf(CallDesk.Opening.Made.class);
        }
        List<Event> events = reader().records().stream().map(AuditRecord::event).toList();
        assertThat(events.stream().filter(each -> each instanceof Event.Tripped)).hasSize(1);
        assertThat(events)
                .filteredOn(each -> each instanceof Event.CallClosed)
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(((Event.CallClosed) each).outcome())
                                .isEqualTo("refused by stoplock: limit.identical-calls"));
        assertThat(
                        events.stream()
                                .filter(each ->
                                        each instanceof Event.CallOpened opened
                                                && opened.same() == null))
                .hasSize(2);
    }

    /** Between two steps a request of its could be judged and leave, of which nobody was told. */
    @Test
    void theLeaseOfACallThatNobodyWillAnswerEndsInTheStepThatReadsWhatItSent() throws Exception {
        InstanceLeases real = new InstanceLeases(LeaseRules.DEFAULT);
        List<Integer> live = new ArrayList<>();
        Leases between =
                new Leases() {
                    @Override
                    public <T extends @Nullable Object> T step(Function<LeaseBook, T> step) {
                        T result = real.step(step);
                        live.add(real.step(book -> book.live(CLOCK.instant())).size());
                        return result;
                    }
                };
        Path keys = closed("keys");
        try (Ledger ledger =
                Ledger.open(folder.resolve("ledger"), keys, "test.example/log", CLOCK)) {
            SecretBroker secrets = new SecretBroker(closed("secrets"), keys, new SecureRandom());
            CallDesk calls = desk(between, ledger, secrets, Limits.DEFAULT);
            CallId call = ((CallDesk.Opening.Made) open(calls, "{'to':'a'}")).call();
            assertThat(live.getLast()).isEqualTo(1);
            live.clear();
            Json.Obj told =
                    calls.abandoned(
                            Json.of("s1"),
                            new Pending.Call(call, false),
                            Unanswered.ended("the server ended"));
            assertThat(JsonWriter.compact(told)).contains("nothing of this call has left");
            assertThat(live).isNotEmpty().containsOnly(0);
        }
    }

    /** A tool that sent one mail in each call of its review. */
    private static final Contracts ALWAYS =
            new Contracts(
                    Map.of(
                            "send",
                            new ToolContract(
                                    ToolContract.Reached.ALL,
                                    List.of(
                                            new EffectContract(
                                                    "mail POST",
                                                    Destination.parse("api.mail.example"),
                                                    Times.of(1),
                                                    1,
                                                    List.of())))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "nothing | {'content':[{'type':'text','text':'Sent!'}]} | consistency.never | true",
                "nothing | {'content':[{'type':'text','text':'Sent!'}],'isError':false} | consistency.never | true",
                "nothing | {'content':[{'type':'text','text':'no'}],'isError':true} | none | false",
                "nothing | {} | consistency.never | true",
                "SENT | {'content':[{'type':'text','text':'Sent!'}]} | none | false",
                "UNKNOWN | {'content':[{'type':'text','text':'Sent!'}]} | none | false",
                "RETRYABLE | {'content':[{'type':'text','text':'Sent!'}]} | consistency.failed | true",
                "denied | {'content':[{'type':'text','text':'Sent!'}]} | consistency.denied | false",
            })
    void anAnswerThatIsNotSoIsFoundAndTheAgentHearsTheTruth(
            String fate, String result, String rule, boolean corrected) throws Exception {
        InstanceLeases leases = new InstanceLeases(LeaseRules.DEFAULT);
        Path keys = closed("keys");
        String answered;
        try (Ledger ledger =
                Ledger.open(folder.resolve("ledger"), keys, "test.example/log", CLOCK)) {
            SecretBroker secrets = new SecretBroker(closed("secrets"), keys, new SecureRandom());
            CallDesk calls = desk(leases, ledger, secrets, Limits.DEFAULT, ALWAYS);
            CallId call = ((CallDesk.Opening.Made) open(calls, "{'to':'a'}")).call();
            leases.step(book -> {
                switch (fate) {
                    case "nothing" -> {}
                    case "denied" -> book.denied(call, "contract.recipient: server added x");
                    default ->
                            book.spend(
                                    call,
                                    new Spend(
                                            new EffectId("e1"),
                                            "key",
                                            List.of("effect 1 of the contract"),
                                            Spend.State.valueOf(fate)));
                }
                return call;
            });
            Json.Obj whole = JsonRpc.result(Json.of("s1"), json(result));
            Json.Obj own =
                    calls.answer(
                            new Pending.Call(call, false),
                            new JsonRpc.Response(Json.of("s1"), json(result), null, whole));
            answered = JsonWriter.compact(own == null ? whole : own);
        }
        List<Event.Found> found =
                reader().records().stream()
                        .map(AuditRecord::event)
                        .filter(Event.Found.class::isInstance)
                        .map(Event.Found.class::cast)
                        .toList();
        if (rule.equals("none")) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found)
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.rule().value()).isEqualTo(rule);
                        assertThat(each.severity()).isEqualTo(Severity.WARNING);
                        assertThat(each.call()).isNotNull();
                    });
        }
        assertThat(answered.contains("what follows may not be so. " + rule)).isEqualTo(corrected);
        assertThat(answered.contains("Do not report it as done")).isEqualTo(corrected);
        assertThat(answered.contains("Stoplock refused something"))
                .isEqualTo(fate.equals("denied"));
    }

    private static CallDesk.Opening open(CallDesk calls, String arguments) throws Exception {
        return calls.open(request("tools/call"), "send", json(arguments), new AgentName("test"));
    }

    private static JsonRpc.Request request(String method) {
        return new JsonRpc.Request(Json.of("s1"), method, JsonRpc.NO_PARAMS, JsonRpc.NO_PARAMS);
    }

    private static Json.Obj json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return switch (JsonReader.read(bytes, JsonLimits.MESSAGE)) {
            case JsonResult.Parsed(Json.Obj object) -> object;
            case JsonResult other -> throw new AssertionError(other);
        };
    }

    private Path closed(String name) throws Exception {
        return Files.createDirectory(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
