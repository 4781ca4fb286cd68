package dev.stoplock.core.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The adapter of Postmark: all that a request says is in its atoms, once, in the right role. */
class PostmarkFuzzTest {

    private static final Destination POSTMARK = Destination.parse("api.postmarkapp.com");

    private static final Set<String> DOCUMENTED =
            Set.of(
                    "subject",
                    "tag",
                    "htmlbody",
                    "textbody",
                    "metadata",
                    "templatemodel",
                    "attachments",
                    "name",
                    "content",
                    "contenttype",
                    "contentid",
                    "contentlength",
                    "disposition",
                    "trackopens",
                    "tracklinks",
                    "inlinecss",
                    "templateid",
                    "templatealias",
                    "messagestream",
                    "messages");

    @DictionaryEntries({
        "\"To\":\"a@x.example\",",
        "\"Bcc\":\"b@x.example\",",
        "\"bcc\":",
        "\"Headers\":[{\"Name\":\"Bcc\",\"Value\":\"c@x.example\"}],",
        "\"Headers\":{\"To\":\"d@x.example\"},",
        "\"Messages\":[",
        "\"Attachments\":[{\"Name\":\"a\",\"Content\":\"b\"}],",
        "Ann <ann@x.example>",
        "a@x.example,",
        "\\\\\"A, B\\\\\" <a@x.example>",
        ", ",
        "{}",
        "[]",
        "null"
    })
    @FuzzTest
    void each_leaf_is_one_atom(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, POSTMARK);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        SentMail mail = sent.get();
        if (effects.getFirst() instanceof Effect.SendMail) {
            List<Json.Obj> messages = messages(mail);
            assertThat(effects).hasSameSizeAs(messages);
            for (int i = 0; i < messages.size(); i++) {
                MailLeaves leaves = new MailLeaves(DOCUMENTED);
                leaves.add(shared(mail));
                leaves.add(messages.get(i));
                leaves.areTheAtomsOf(effects.get(i));
            }
        }
        effects.forEach(effect -> parametersAreAtoms(mail.head().query(), effect));
    }

    private static List<Json.Obj> messages(SentMail mail) throws PlainJson.NotJson {
        Json body = PlainJson.read(mail.body(), JsonLimits.MESSAGE.depth());
        Json list =
                switch (mail.head().path()) {
                    case "/email", "/email/withTemplate" -> new Json.Arr(List.of(body));
                    case "/email/batch" -> body;
                    default -> ofEnvelope(body, true);
                };
        List<Json.Obj> messages = new ArrayList<>();
        if (list instanceof Json.Arr(List<Json> items)) {
            items.forEach(item -> messages.add((Json.Obj) item));
        }
        return messages;
    }

    /** What holds for each message of a call for many. */
    private static Json.Obj shared(SentMail mail) throws PlainJson.NotJson {
        return switch (mail.head().path()) {
            case "/email", "/email/withTemplate", "/email/batch" -> Json.object().build();
            default ->
                    (Json.Obj)
                            ofEnvelope(
                                    PlainJson.read(mail.body(), JsonLimits.MESSAGE.depth()), false);
        };
    }

    private static Json ofEnvelope(Json body, boolean messages) {
        Json.Builder rest = Json.object();
        Json found = Json.NULL;
        for (var member : ((Json.Obj) body).members().entrySet()) {
            if (member.getKey().toLowerCase(Locale.ROOT).equals("messages")) {
                found = member.getValue();
            } else {
                rest.put(member.getKey(), member.getValue());
            }
        }
        return messages ? found : rest.build();
    }

    /** Source: Postmark's pages on templates and statistics. */
    private static final Set<String> DOCUMENTED_PARAMETERS =
            Set.of(
                    "count",
                    "offset",
                    "templatetype",
                    "tag",
                    "fromdate",
                    "todate",
                    "layouttemplate",
                    "messagestream");

    /**
     * Each value in its order, and before it the name of each parameter that is not documented:
     * none is for a mail, nor for what no adapter reads.
     */
    static void parametersAreAtoms(String query, Effect effect) {
        Deque<String> found =
                effect.atoms().stream()
                        .filter(atom -> atom.path().startsWith("query/"))
                        .map(Atom::value)
                        .collect(Collectors.toCollection(ArrayDeque::new));
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] pair = (part.contains("=") ? part : part + "=").split("=", 2);
            String name = URLDecoder.decode(pair[0], UTF_8);
            if (!(effect instanceof Effect.HttpExchange read && read.hasAdapter())
                    || !DOCUMENTED_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
                assertThat(found.poll()).isEqualTo(name);
            }
            assertThat(found.poll()).isEqualTo(URLDecoder.decode(pair[1], UTF_8));
        }
        assertThat(found).isEmpty();
    }
}
