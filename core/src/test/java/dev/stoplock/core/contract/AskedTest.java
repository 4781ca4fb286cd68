package dev.stoplock.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ToolCall;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AskedTest {

    @ParameterizedTest(name = "{0}: {1} asks for {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "to | ann@shop.example | TO ann@shop.example",
                "to | Ann <ann@shop.example> | TO ann@shop.example",
                "customerEmail | Ann <ann@shop.example> | TO ann@shop.example",
                "bccList | ann@shop.example | BCC ann@shop.example",
                "textBody | Please write to Bob <bob@shop.example> | ''",
                "subject | Re: bob@shop.example | ''",
                "note | bob@shop.example | TO bob@shop.example",
                "to | ann@shop.example; bob@shop.example | TO ann@shop.example, TO bob@shop.example",
                "cc | Ann <ann@shop.example>;\"Krause, Bob\" <bob@shop.example>; | CC ann@shop.example, CC bob@shop.example",
                "to | \"Ann; Shop\" <ann@shop.example> | TO ann@shop.example",
                "to | friends: ann@shop.example, bob@shop.example; | ''",
                "to | friends: ann@shop.example; | ''",
                "to | ann@shop.example; friends: bob@shop.example; | ''",
                "to | ann@shop.example, bob@shop.example; eve@shop.example | ''",
                "to | ann@shop.example,; bob@shop.example | ''",
                "to | Krause, Bob <bob@shop.example>; ann@shop.example | ''",
                "to | ann@shop.example;; bob@shop.example | ''",
                "to | ; ann@shop.example | ''",
                "to | \"a; b\" <ann@shop.example>; bob@shop.example | ''",
                "to | ann@shop.example; bob | ''",
                "to | ann@shop.example; =?utf-8?q?b?= <bob@shop.example> | ''",
                "to | Ann (x;bob@shop.example) <ann@shop.example> | ''",
                "to | <ann@shop.example;bob@shop.example> | ''",
                "text | Ask Ann <ann@shop.example>; bob@shop.example | TO bob@shop.example",
            })
    void whatIsAListOfAddressesIsAskedForAndWhatIsASentenceIsNot(
            String argument, String value, String asked) {
        ToolCall call =
                new ToolCall(
                        new CallId("c1"),
                        new AgentName("test"),
                        new ServerName("mailer"),
                        new InstanceId("i1"),
                        "send",
                        Json.object().put(argument, value).build(),
                        Instant.EPOCH);
        List<String> found =
                Asked.of(new Lease(call, List.of(), List.of())).addresses().stream()
                        .map(address -> address.role() + " " + address.canonical())
                        .toList();
        assertThat(String.join(", ", found)).isEqualTo(asked);
    }
}
