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

/** The adapter of Brevo: all that a request says is in its atoms, once, in the right role. */
class BrevoFuzzTest {

    private static final Destination BREVO = Destination.parse("api.brevo.com");

    private static final Map<String, Role> OF_ALL =
            Map.of(
                    "sender", Role.FROM,
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC,
                    "replyto", Role.REPLY_TO);

    private static final Map<String, Role> OF_ONE =
            Map.of("to", Role.TO, "cc", Role.CC, "bcc", Role.BCC, "replyto", Role.REPLY_TO);

    private static final Set<String> OF_VERSION =
            Set.of(
                    "subject",
                    "htmlcontent",
                    "textcontent",
                    "params",
                    "templateid",
                    "contactpixeltrackingconsent");

    private static final Set<String> DOCUMENTED =
            Set.of(
                    "subject",
                    "htmlcontent",
                    "textcontent",
                    "params",
                    "templateid",
                    "contactpixeltrackingconsent",
                    "id",
                    "tags",
                    "scheduledat",
                    "batchid",
                    "attachment",
                    "name",
                    "content",
                    "url");

    @DictionaryEntries({
        "{\"to\":[{\"email\":\"a@x.example\"}]},",
        "\"bcc\":[{\"email\":\"b@x.example\",\"name\":\"B\"}],",
        "{\"email\":\"c@x.example\"},",
        "\"replyTo\":{\"email\":\"r@x.example\"},",
        "\"sender\":{\"id\":3},",
        "\"headers\":{\"Bcc\":\"d@x.example\"},",
        "\"messageVersions\":[",
        "\"attachment\":[{\"url\":\"https://x.example/a\",\"name\":\"a\"}],",
        "{}",
        "[]",
        "null"
    })
    @FuzzTest
    void each_leaf_is_one_atom(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, BREVO);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        if (effects.getFirst() instanceof Effect.SendMail) {
            Map<String, Json> shared = sent.get().members();
            boolean versions = shared.containsKey("messageversions");
            List<Json> mails =
                    versions
                            ? SentMail.taken(shared, "messageversions")
                            : List.of(Json.object().build());
            assertThat(effects).hasSameSizeAs(mails);
            for (int i = 0; i < mails.size(); i++) {
                MailLeaves leaves = new MailLeaves(DOCUMENTED, OF_ALL, Map.of());
                leaves.add(new Json.Obj(shared));
                // what is a header or a sender for all is nobody's in a version
                MailLeaves own = new MailLeaves(OF_VERSION, OF_ONE, Map.of()).withoutHeaders();
                own.add((Json.Obj) mails.get(i));
                leaves.with(own).areTheAtomsOf(effects.get(i));
            }
        }
        effects.forEach(
                effect -> PostmarkFuzzTest.parametersAreAtoms(sent.get().head().query(), effect));
    }
}
