package dev.stoplock.gate.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.secrets.SecretBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
            CallDesk calls = new CallDesk(INSTANCE, SERVER, leases, ledger, secrets, CLOCK);
            calls.open(request("tools/call"), "send", JsonRpc.NO_PARAMS, new AgentName("test"));
            CallDesk.Question question = calls.question(request(method));
            Json.Obj given = json(result);
            calls.inputGiven(question, new JsonRpc.Response(Json.of("s1"), given, null, given));
            assertThat(leases.step(book -> book.live(CLOCK.instant())).getFirst().answers())
                    .hasSize(answers);
        }
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
