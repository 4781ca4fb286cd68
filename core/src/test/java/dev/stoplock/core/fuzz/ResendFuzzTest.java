package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The adapter of Resend: all that a request says is in its atoms, once, in the right role. */
class ResendFuzzTest {

    private static final Destination RESEND = Destination.parse("api.resend.com");

    private static final Set<String> DOCUMENTED =
            Set.of(
                    "subject",
                    "html",
                    "text",
                    "scheduled_at",
                    "topic_id",
                    "template",
                    "id",
                    "variables",
                    "tags",
                    "name",
                    "value",
                    "attachments",
                    "filename",
                    "content",
                    "content_type",
                    "content_id",
                    "path");

    @DictionaryEntries({
        "\"to\":[\"a@x.example\"],",
        "\"bcc\":[\"b@x.example\",\"c@x.example\"],",
        "\"headers\":{\"Bcc\":\"d@x.example\"},",
        "\"headers\":[{\"name\":\"Bcc\",\"value\":\"d@x.example\"}],",
        "\"attachments\":[{\"filename\":\"a\",\"path\":\"https://x.example/a\"}],",
        "\"tags\":[{\"name\":\"a\",\"value\":\"b\"}],",
        "\"template\":{\"id\":\"t\",\"variables\":{\"a\":\"b\"}},",
        "Ann <ann@x.example>",
        "a@x.example,",
        ", ",
        "{}",
        "[]",
        "null"
    })
    @FuzzTest
    void each_leaf_is_one_atom(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, RESEND);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        if (effects.getFirst() instanceof Effect.SendMail) {
            Json body = PlainJson.read(sent.get().body(), JsonLimits.MESSAGE.depth());
            List<Json> mails = body instanceof Json.Arr(List<Json> items) ? items : List.of(body);
            assertThat(effects).hasSameSizeAs(mails);
            for (int i = 0; i < mails.size(); i++) {
                MailLeaves leaves = new MailLeaves(DOCUMENTED);
                leaves.add((Json.Obj) mails.get(i));
                leaves.areTheAtomsOf(effects.get(i));
            }
        }
        effects.forEach(
                effect -> PostmarkFuzzTest.parametersAreAtoms(sent.get().head().query(), effect));
    }
}
