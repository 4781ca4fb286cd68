package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The adapter of Mailjet: all that a request says is in its atoms, once, in the right role. */
class MailjetFuzzTest {

    private static final Destination MAILJET = Destination.parse("api.mailjet.com");

    private static final Map<String, Role> V31 =
            Map.of(
                    "from", Role.FROM,
                    "sender", Role.FROM,
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC,
                    "replyto", Role.REPLY_TO,
                    "templateerrorreporting", Role.TO);

    private static final Map<String, Role> V3 =
            Map.of(
                    "fromemail", Role.FROM,
                    "recipients", Role.TO,
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC,
                    "mj-templateerrorreporting", Role.TO);

    private static final Set<String> OF_V31 =
            Set.of(
                    "templateerrordeliver",
                    "templateid",
                    "templatelanguage",
                    "variables",
                    "subject",
                    "textpart",
                    "htmlpart",
                    "attachments",
                    "inlinedattachments",
                    "filename",
                    "contenttype",
                    "base64content",
                    "contentid",
                    "priority",
                    "customcampaign",
                    "deduplicatecampaign",
                    "trackopens",
                    "trackclicks",
                    "customid",
                    "eventpayload",
                    "urltags",
                    "sandboxmode",
                    "advanceerrorhandling");

    private static final Set<String> OF_V3 =
            Set.of(
                    "fromname",
                    "sender",
                    "subject",
                    "text-part",
                    "html-part",
                    "vars",
                    "attachments",
                    "inline_attachments",
                    "filename",
                    "content-type",
                    "content",
                    "contentid",
                    "mj-templateid",
                    "mj-templatelanguage",
                    "mj-templateerrordeliver",
                    "mj-prio",
                    "mj-campaign",
                    "mj-deduplicatecampaign",
                    "mj-trackopen",
                    "mj-trackclick",
                    "mj-customid",
                    "mj-eventpayload");

    @DictionaryEntries({
        "{\"To\":[{\"Email\":\"a@x.example\"}]},",
        "\"Bcc\":[{\"Email\":\"b@x.example\",\"Name\":\"B\"}],",
        "{\"Email\":\"c@x.example\"},",
        "\"Globals\":{\"Bcc\":[{\"Email\":\"g@x.example\"}]},",
        "\"TemplateErrorReporting\":{\"Email\":\"e@x.example\"},",
        "\"Headers\":{\"Bcc\":\"d@x.example\"},",
        "\"Messages\":[",
        "\"Recipients\":[{\"Email\":\"r@x.example\"}],",
        "\"Bcc\":\"b@x.example\",",
        "{}",
        "[]",
        "null"
    })
    @FuzzTest
    void each_leaf_is_one_atom(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, MAILJET);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        if (effects.getFirst() instanceof Effect.SendMail) {
            List<MailLeaves> mails =
                    sent.get().head().path().equals("/v3.1/send")
                            ? newer(sent.get().members())
                            : older(sent.get().members());
            assertThat(effects).hasSameSizeAs(mails);
            for (int i = 0; i < mails.size(); i++) {
                mails.get(i).areTheAtomsOf(effects.get(i));
            }
        }
        effects.forEach(
                effect -> PostmarkFuzzTest.parametersAreAtoms(sent.get().head().query(), effect));
    }

    private static List<MailLeaves> newer(Map<String, Json> members) {
        List<MailLeaves> mails = new ArrayList<>();
        Json globals = members.remove("globals");
        for (Json message : SentMail.taken(members, "messages")) {
            MailLeaves leaves = new MailLeaves(OF_V31, V31, Map.of());
            leaves.add(new Json.Obj(members));
            if (globals != null) {
                leaves.add((Json.Obj) globals);
            }
            leaves.add((Json.Obj) message);
            mails.add(leaves);
        }
        return mails;
    }

    /** Each of the recipients of a message gets one of his own. */
    private static List<MailLeaves> older(Map<String, Json> members) {
        List<MailLeaves> mails = new ArrayList<>();
        boolean many = members.containsKey("messages");
        List<Json> messages = SentMail.taken(members, "messages");
        for (Json message : many ? messages : List.of(new Json.Obj(Map.copyOf(members)))) {
            Map<String, Json> own = SentMail.lowered(message);
            List<Json> recipients = List.of();
            if (own.get("recipients") instanceof Json.Arr(List<Json> items) && !items.isEmpty()) {
                recipients = SentMail.taken(own, "recipients");
            }
            int times = Math.max(1, recipients.size());
            for (int i = 0; i < times; i++) {
                MailLeaves leaves = new MailLeaves(OF_V3, V3, Map.of());
                if (many) {
                    leaves.add(new Json.Obj(members));
                }
                leaves.add(new Json.Obj(own));
                if (!recipients.isEmpty()) {
                    leaves.add(Json.object().put("recipients", recipients.get(i)).build());
                }
                mails.add(leaves);
            }
        }
        return mails;
    }
}
