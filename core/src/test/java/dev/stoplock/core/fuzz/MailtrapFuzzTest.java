package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The adapter of Mailtrap: all that a request says is in its atoms, once, in the right role. */
class MailtrapFuzzTest {

    private static final Destination MAILTRAP = Destination.parse("send.api.mailtrap.io");

    private static final Map<String, Role> PEOPLE =
            Map.of(
                    "from", Role.FROM,
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC,
                    "reply_to", Role.REPLY_TO);

    private static final Set<String> DOCUMENTED =
            Set.of(
                    "subject",
                    "text",
                    "html",
                    "category",
                    "custom_variables",
                    "template_uuid",
                    "template_variables",
                    "attachments",
                    "content",
                    "filename",
                    "type",
                    "disposition",
                    "content_id");

    @DictionaryEntries({
        "{\"to\":[{\"email\":\"a@x.example\"}]},",
        "\"bcc\":[{\"email\":\"b@x.example\",\"name\":\"B\"}],",
        "{\"email\":\"c@x.example\"},",
        "\"reply_to\":{\"email\":\"r@x.example\"},",
        "\"from\":{\"email\":\"f@x.example\"},",
        "\"headers\":{\"Bcc\":\"d@x.example\"},",
        "\"base\":{",
        "\"requests\":[",
        "\"template_variables\":{\"a\":\"b\"},",
        "{}",
        "[]",
        "null"
    })
    @FuzzTest
    void each_leaf_is_one_atom(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, MAILTRAP);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        if (effects.getFirst() instanceof Effect.SendMail) {
            Map<String, Json> shared = sent.get().members();
            boolean batch = sent.get().head().path().endsWith("/batch");
            List<Json> mails =
                    batch ? SentMail.taken(shared, "requests") : List.of(Json.object().build());
            Json base = batch ? shared.remove("base") : null;
            assertThat(effects).hasSameSizeAs(mails);
            for (int i = 0; i < mails.size(); i++) {
                MailLeaves leaves = new MailLeaves(DOCUMENTED, PEOPLE, Map.of());
                leaves.add(new Json.Obj(shared));
                if (base != null) {
                    leaves.add((Json.Obj) base);
                }
                leaves.add((Json.Obj) mails.get(i));
                leaves.areTheAtomsOf(effects.get(i));
            }
        }
        effects.forEach(
                effect -> PostmarkFuzzTest.parametersAreAtoms(sent.get().head().query(), effect));
    }
}
