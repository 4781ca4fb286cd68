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

/** The adapter of SendGrid: all that a request says is in its atoms, once, in the right role. */
class SendGridFuzzTest {

    private static final Destination SENDGRID = Destination.parse("api.sendgrid.com");

    private static final Map<String, Role> OF_ALL =
            Map.of("from", Role.FROM, "reply_to", Role.REPLY_TO, "reply_to_list", Role.REPLY_TO);

    private static final Map<String, Role> OF_ONE =
            Map.of(
                    "from", Role.FROM,
                    "reply_to", Role.REPLY_TO,
                    "reply_to_list", Role.REPLY_TO,
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC);

    private static final Map<String, Role> SETTINGS = Map.of("mail_settings/bcc/email", Role.BCC);

    /** Names of either level, and of what stands in settings and attachments. */
    private static final Set<String> SAME =
            Set.of("subject", "custom_args", "send_at", "substitutions", "dynamic_template_data");

    private static final Set<String> DOCUMENTED =
            Set.of(
                    "subject",
                    "custom_args",
                    "send_at",
                    "content",
                    "type",
                    "value",
                    "sections",
                    "categories",
                    "template_id",
                    "batch_id",
                    "ip_pool_name",
                    "asm",
                    "group_id",
                    "groups_to_display",
                    "attachments",
                    "filename",
                    "disposition",
                    "content_id",
                    "contentid",
                    "mail_settings",
                    "bcc",
                    "email",
                    "enable",
                    "bypass_list_management",
                    "bypass_spam_management",
                    "bypass_bounce_management",
                    "bypass_unsubscribe_management",
                    "footer",
                    "text",
                    "html",
                    "substitution_tag",
                    "sandbox_mode",
                    "spam_check",
                    "threshold",
                    "post_to_url",
                    "tracking_settings",
                    "click_tracking",
                    "enable_text",
                    "open_tracking",
                    "subscription_tracking",
                    "ganalytics",
                    "utm_source",
                    "utm_medium",
                    "utm_term",
                    "utm_content",
                    "utm_campaign");

    @DictionaryEntries({
        "{\"to\":[{\"email\":\"a@x.example\"}]},",
        "\"bcc\":[{\"email\":\"b@x.example\",\"name\":\"B\"}],",
        "{\"email\":\"c@x.example\"},",
        "\"reply_to_list\":[{\"email\":\"r@x.example\"}],",
        "\"mail_settings\":{\"bcc\":{\"enable\":true,\"email\":\"s@x.example\"}},",
        "\"headers\":{\"Bcc\":\"d@x.example\"},",
        "\"personalizations\":[",
        "\"substitutions\":{\"-a-\":\"b\"},",
        "\"from\":{\"email\":\"f@x.example\"},",
        "{}",
        "[]",
        "null"
    })
    @FuzzTest
    void each_leaf_is_one_atom(byte[] data) throws PlainJson.NotJson {
        Optional<SentMail> sent = SentMail.read(data, SENDGRID);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        if (effects.getFirst() instanceof Effect.SendMail) {
            Map<String, Json> shared = sent.get().members();
            List<Json> mails = SentMail.taken(shared, "personalizations");
            assertThat(effects).hasSameSizeAs(mails);
            for (int i = 0; i < mails.size(); i++) {
                MailLeaves leaves = new MailLeaves(DOCUMENTED, OF_ALL, SETTINGS);
                leaves.add(new Json.Obj(shared));
                MailLeaves own = new MailLeaves(SAME, OF_ONE, Map.of());
                own.add((Json.Obj) mails.get(i));
                leaves.with(own).areTheAtomsOf(effects.get(i));
            }
        }
        effects.forEach(
                effect -> PostmarkFuzzTest.parametersAreAtoms(sent.get().head().query(), effect));
    }
}
