package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The adapter of Microsoft Graph: the people of a request's lists are its recipients, and nobody
 * else is.
 */
class GraphFuzzTest {

    private static final Destination GRAPH = Destination.parse("graph.microsoft.com");

    @DictionaryEntries({
        "POST /v1.0/me/sendMail\\x0A{\"message\":{",
        "\"toRecipients\":[",
        "\"ccRecipients\":[",
        "\"BccRecipients\":[",
        "{\"emailAddress\":{\"address\":\"a@x.example\"}}",
        ",{\"emailAddress\":{\"address\":\"b@x.example\",\"name\":\"B\"}}",
        ",{\"EmailAddress\":{\"Address\":\"c@x.example\"}}",
        "\"comment\":\"c\",",
        "\"subject\":\"s\",",
        "]",
        "}}"
    })
    @FuzzTest
    void the_people_of_the_lists_are_the_recipients(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, GRAPH);
        if (sent.isEmpty()
                || sent.get().body().length == 0
                || !(sent.get().reading() instanceof Reading.Effects(var effects))
                || effects.getFirst() instanceof Effect.Unknown) {
            return;
        }
        List<String> expected = new ArrayList<>();
        Json body = PlainJson.read(sent.get().body(), JsonLimits.MESSAGE.depth());
        boolean attachment = sent.get().head().path().endsWith("/attachments");
        if (!attachment) {
            people(body, expected);
        }
        assertThat(
                        effects.getFirst().atoms().stream()
                                .filter(atom ->
                                        atom.role().isRecipient() && !atom.value().isEmpty())
                                .filter(atom -> !atom.path().contains("internetmessageheaders"))
                                .map(atom -> atom.role() + " " + atom.value())
                                .sorted())
                .isEqualTo(expected.stream().sorted().toList());
    }

    /** In the object itself, and in its message. */
    private static void people(Json json, List<String> found) {
        if (!(json instanceof Json.Obj(Map<String, Json> members))) {
            return;
        }
        members.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("message")) {
                people(value, found);
            } else if (lower.matches("(to|cc|bcc)recipients")
                    && value instanceof Json.Arr(List<Json> items)) {
                for (Json item : items) {
                    String address = address(item);
                    if (!address.isEmpty()) {
                        found.add(
                                lower.replace("recipients", "").toUpperCase(Locale.ROOT)
                                        + " "
                                        + address);
                    }
                }
            }
        });
    }

    private static String address(Json person) {
        if (person instanceof Json.Obj(Map<String, Json> members)) {
            for (Map.Entry<String, Json> member : members.entrySet()) {
                if (member.getValue() instanceof Json.Obj inside) {
                    return address(inside);
                }
                if (member.getKey().equalsIgnoreCase("address")
                        && member.getValue() instanceof Json.Str(String text)) {
                    String whole = text.strip();
                    int at = whole.lastIndexOf('@') + 1;
                    return at < 1
                            ? ""
                            : whole.substring(0, at)
                                    + IDN.toASCII(whole.substring(at)).toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }
}
