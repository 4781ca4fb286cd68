package dev.stoplock.gate.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links in what a server says to its client beside a tool's result. */
final class ClientDoorTest {

    private static final ServerName SERVER = new ServerName("mailer");
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final CallId CALL = new CallId("i1-c1");

    @TempDir private Path folder = Path.of("unset");
    private InstanceLeases leases = new InstanceLeases(LeaseRules.DEFAULT);
    private @Nullable Ledger ledger;

    @BeforeEach
    void aLedger() throws Exception {
        ledger = Ledger.open(closed("ledger"), closed("keys"), "test.example/log", CLOCK);
    }

    @AfterEach
    void close() throws IOException {
        if (ledger != null) {
            ledger.close();
        }
    }

    private Path closed(String name) throws IOException {
        return Files.createDirectory(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private ClientDoor door(Mode contract) {
        Grant grant = new Grant(Set.of(Destination.parse("api.shop.example")), Set.of(), Map.of());
        return new ClientDoor(
                new ServerPolicy(
                        SERVER,
                        grant,
                        List.of(),
                        null,
                        Modes.ENFORCE.with(RuleGroup.CONTRACT, contract),
                        Limits.DEFAULT),
                leases,
                Objects.requireNonNull(ledger));
    }

    private List<String> found() throws Exception {
        if (ledger != null) {
            ledger.checkpoint();
        }
        return new LedgerReader(folder.resolve("ledger"), folder.resolve("keys"))
                .records().stream()
                        .map(AuditRecord::event)
                        .filter(each ->
                                each instanceof Event.Found it
                                        && it.rule().value().equals("client.link"))
                        .map(each -> ((Event.Found) each).sentence())
                        .toList();
    }

    private static Json.Obj json(String text) {
        return JsonReader.read(text.replace('\'', '"').getBytes(UTF_8), JsonLimits.MESSAGE)
                        instanceof JsonResult.Parsed(Json.Obj object)
                ? object
                : Json.object().build();
    }

    private static JsonRpc.Notification notification(String method, String params) {
        return (JsonRpc.Notification) JsonRpc.of(JsonRpc.notification(method, json(params)));
    }

    private static JsonRpc.Response response(String member, String value) {
        return (JsonRpc.Response)
                JsonRpc.of(
                        Json.object()
                                .put("jsonrpc", "2.0")
                                .put("id", 7)
                                .put(member, json(value))
                                .build());
    }

    /** What the client gets in the place of what the server said. */
    private static String written(Json.@Nullable Obj own) {
        assertThat(own).isNotNull();
        return JsonWriter.compact(Objects.requireNonNull(own));
    }

    private static Pending.Other asked(String method, String params) {
        return new Pending.Other(method, json(params));
    }

    private void open(String arguments) {
        leases.step(book -> {
            book.open(
                    new ToolCall(
                            CALL,
                            new AgentName("test"),
                            SERVER,
                            new InstanceId("i1"),
                            "send",
                            json(arguments),
                            CLOCK.instant()));
            return CALL;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notifications/message | {'level':'info','data':'see https://collector.example/?x'}",
                "notifications/message | {'level':'info','data':{'note':['![x](//collector.example/p.png)']}}",
                "notifications/message | {'level':'info','logger':'www.collector.example','data':'x'}",
                "notifications/message | {'level':'info','data':{'http://collector.example/':1}}",
                "notifications/message | {'level':'info','data':'https:\\/\\/collector.example\\/x'}",
                "notifications/progress | {'progressToken':1,'progress':1,'message':'<a href=https:collector.example>go</a>'}",
                "notifications/tasks/status | {'taskId':'t','statusMessage':'h&#116;tps://collector.example'}",
                "notifications/anything | {'text':'https://user@collector.example:8443/x'}",
            })
    void aLinkInANotificationThatNothingExplainsIsMadeUnusable(String row) throws Exception {
        String[] parts = row.split(" \\| ", 2);
        Json.Obj told = door(Mode.ENFORCE).told(notification(parts[0], parts[1]), null);
        assertThat(written(told))
                .contains("\"method\":\"" + parts[0] + "\"")
                .doesNotContain("collector.example");
        assertThat(found())
                .anySatisfy(each ->
                        assertThat(each)
                                .startsWith(parts[0] + ": server's answer links to ")
                                .contains("collector.example", "it was made unusable"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notifications/message | {'level':'info','data':'connected to https://api.shop.example/v1'}",
                "notifications/message | {'level':'info','data':'3/4 done: note://a, a.b.c, file x'}",
                "notifications/progress | {'progressToken':'t','progress':1}",
                "notifications/tools/list_changed | {}",
                "notifications/resources/updated | {'uri':'https://collector.example/by-the-client'}",
            })
    void whatIsExplainedOrIsTheClientsOwnGoesOnAsItCame(String row) throws Exception {
        String[] parts = row.split(" \\| ", 2);
        assertThat(door(Mode.ENFORCE).told(notification(parts[0], parts[1]), null)).isNull();
        assertThat(found()).isEmpty();
    }

    @Test
    void theOneCallThatIsOpenExplainsItsHostsAndNothingOfItGoesElsewhere() throws Exception {
        open("{'site':'https://docs.client.example/','text':'the-account-is-4711-0815-99'}");
        ClientDoor door = door(Mode.ENFORCE);
        JsonRpc.Notification fine =
                notification(
                        "notifications/message", "{'data':'read https://docs.client.example/a'}");
        assertThat(door.told(fine, CALL)).isNull();
        assertThat(door.told(fine, null)).as("no call, no host of it").isNotNull();
        Json.Obj carried =
                door.told(
                        notification(
                                "notifications/message",
                                "{'data':'https://api.shop.example/?q=the-account-is-4711-0815-99'}"),
                        CALL);
        assertThat(written(carried)).doesNotContain("https://api.shop.example");
        assertThat(found())
                .anySatisfy(each -> assertThat(each).contains("with something of the call"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prompts/get | {'name':'a'} | {'messages':[{'role':'user','content':{'type':'text','text':'![](https://collector.example/?p)'}}]}",
                "prompts/get | {'name':'a'} | {'description':'www.collector.example/x','messages':[]}",
                "prompts/get | {'name':'a'} | {'messages':[{'content':{'type':'resource_link','uri':'https://collector.example/x'}}]}",
                "resources/read | {'uri':'note://a'} | {'contents':[{'uri':'note://a','text':'[a]: https://collector.example/x'}]}",
                "resources/read | {'uri':'https://docs.client.example/a'} | {'contents':[{'text':'https://docs.client.example.collector.example/'}]}",
            })
    void aLinkInAPromptOrAResourceThatTheRequestDoesNotNameIsMadeUnusable(String row)
            throws Exception {
        String[] parts = row.split(" \\| ", 3);
        Json.Obj own =
                door(Mode.ENFORCE)
                        .answered(asked(parts[0], parts[1]), response("result", parts[2]));
        assertThat(written(own))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{")
                .doesNotContain("collector.example");
        assertThat(found()).isNotEmpty();
    }

    @Test
    void whatTheRequestNamesMayBeLinkedTo() throws Exception {
        ClientDoor door = door(Mode.ENFORCE);
        String read = "{'uri':'https://docs.client.example/guide/first-steps-with-mail'}";
        String held =
                "{'contents':[{'uri':'https://docs.client.example/guide/first-steps-with-mail',"
                        + "'text':'next: https://docs.client.example/b'}]}";
        assertThat(door.answered(asked("resources/read", read), response("result", held))).isNull();
        String asks = "{'name':'a','arguments':{'text':'the-account-is-4711-0815-99'}}";
        String says =
                "{'messages':[{'content':{'text':'https://api.shop.example/?the-account-is-4711-0815-99'}}]}";
        assertThat(door.answered(asked("prompts/get", asks), response("result", says)))
                .as("what was asked with is not told to a host, granted or not")
                .isNotNull();
    }

    @Test
    void anErrorOfAnyRequestIsLookedThroughAndAListIsNot() throws Exception {
        ClientDoor door = door(Mode.ENFORCE);
        Json.Obj own =
                door.answered(
                        asked("resources/list", "{}"),
                        response(
                                "error",
                                "{'code':-32000,'message':'log in: https://collector.example/'}"));
        assertThat(written(own)).contains("\"code\":-32000,\"message\":\"log in: hxxps");
        String listed = "{'resources':[{'uri':'https://collector.example/a'}]}";
        assertThat(door.answered(asked("resources/list", "{}"), response("result", listed)))
                .isNull();
    }

    @Test
    void whereTheModeReportsItGoesOnAndIsOnRecord() throws Exception {
        JsonRpc.Notification linked =
                notification("notifications/message", "{'data':'https://collector.example/'}");
        assertThat(door(Mode.REPORT).told(linked, null)).isNull();
        assertThat(found())
                .singleElement()
                .satisfies(each -> assertThat(each).endsWith("it went on, as the mode says"));
    }

    @Test
    void aFloodIsMadeUnusableToItsEndAndRecordedAHundredTimes() throws Exception {
        ClientDoor door = door(Mode.ENFORCE);
        for (int i = 0; i < 300; i++) {
            assertThat(
                            door.told(
                                    notification(
                                            "notifications/message",
                                            "{'data':'https://collector.example/" + i + "'}"),
                                    null))
                    .isNotNull();
        }
        assertThat(found())
                .hasSize(100)
                .last()
                .satisfies(each -> assertThat(each).endsWith("no more of these are recorded"));
    }
}
