package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.POSTMARK;
import static dev.stoplock.core.effect.Requests.RESEND;
import static dev.stoplock.core.effect.Requests.post;
import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResendAdapterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'to':['a@b.example','c@d.example']}	body/to/1 DESTINATION TO c@d.example",
                "{'to':'a@b.example'}	body/to DESTINATION TO a@b.example",
                "{'bcc':['x@y.example']}	body/bcc/0 DESTINATION BCC x@y.example",
                "{'reply_to':[]}	body/reply_to DESTINATION REPLY_TO ''",
                "{'reply_to':null}	body/reply_to DESTINATION REPLY_TO ''",
                "{'reply_to':''}	body/reply_to DESTINATION REPLY_TO ''",
                "{'replyTo':'x@y.example'}	body/replyto DESTINATION REPLY_TO x@y.example",
                "{'headers':{'Bcc':'x@y.example'}}	body/headers/bcc DESTINATION BCC x@y.example",
                "{'headers':{'X-A':'x'}}	body/headers/x-a DESTINATION NONE x",
                "{'attachments':[{'path':'https://collector.example/a'}]}	body/attachments/0/path DESTINATION NONE https://collector.example/a",
                "{'attachments':[{'path':'/etc/x','filename':'f'}]}	body/attachments/0/path DESTINATION NONE /etc/x",
                "{'template':{'id':'t1','variables':{'a':'x@y.example'}}}	body/template/id DESTINATION SELECTOR t1",
                "{'template':{'id':'t1','variables':{'a':'x@y.example'}}}	body/template/variables/a DESTINATION NONE x@y.example",
                "{'tags':[{'name':'n','value':'collector.example/x'}]}	body/tags/0/value DESTINATION NONE collector.example/x",
                "{'tags':[{'name':'n','value':'collector.example'}]}	body/tags/0/value CONTENT NONE collector.example",
                "{'attachments':[{'content':{'type':'Buffer','data':[80,108,97,110]}}]}	body/attachments/0/content CONTENT NONE UGxhbg==",
                "{'attachments':[{'content':{'data':[],'type':'Buffer'}}]}	body/attachments/0/content CONTENT NONE ''",
                "{'attachments':[{'content':{'type':'Buffer','data':[80,108.0]}}]}	body/attachments/0/content/data/1 CONTENT NONE 108.0",
                "{'attachments':[{'content':{'type':'Buffer','data':[256]}}]}	body/attachments/0/content/data/0 CONTENT NONE 256",
                "{'attachments':[{'content':{'type':'Buffer','data':[0],'more':'words'}}]}	body/attachments/0/content/more CONTENT NONE words",
                "{'attachments':[{'content':{'type':'buffer','data':[1]}}]}	body/attachments/0/content/type CONTENT NONE buffer",
                "{'topic_id':'t'}	body/topic_id DESTINATION SELECTOR t",
                "{'audience_id':'t'}	body/audience_id DESTINATION NONE t"
            })
    void what_a_mail_says_besides_its_text_is_seen_wherever_it_stands(String json, String atom) {
        assertThat(shown(post(RESEND, "/emails", json.replace('\'', '"'))))
                .contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/emails/",
                "/emails/batch/",
                "/Emails",
                "/audiences",
                "/contacts",
                "/broadcasts",
                "/broadcasts/x/send",
                "/inboxes/x/drafts/y/send",
                "/suppressions/batch/remove",
                "/webhooks",
                "/templates",
                "/emails/x/cancel"
            })
    void other_paths_are_unknown(String path) {
        assertThat(shown(post(RESEND, path, "{}")).getFirst()).isEqualTo("unknown http POST");
    }

    @Test
    void a_batch_is_as_many_mails_as_it_holds() {
        String batch = "[{'to':'a@b.example'},{'to':'c@d.example','bcc':['x@y.example']}]";

        assertThat(shown(post(RESEND, "/emails/batch", batch.replace('\'', '"'))))
                .containsExactly(
                        "body/0/to DESTINATION TO a@b.example",
                        "body/1/to DESTINATION TO c@d.example",
                        "body/1/bcc/0 DESTINATION BCC x@y.example");
        assertThat(shown(post(RESEND, "/emails/batch", "{}")))
                .containsExactly("unreadable effect.batch-unreadable");
        assertThat(shown(post(RESEND, "/emails/batch", "[]")))
                .containsExactly("unreadable effect.batch-size");
        assertThat(shown(post(RESEND, "/emails/batch", "[" + "{},".repeat(100) + "{}]")))
                .containsExactly("unreadable effect.batch-size");
        assertThat(shown(post(RESEND, "/emails/batch", "[[{}]]")))
                .containsExactly("unreadable effect.mail-unreadable");
    }

    @ParameterizedTest
    @CsvSource({
        "/emails/batch, strict, header/x-batch-validation META NONE strict",
        "/emails/batch, x, header/x-batch-validation DESTINATION NONE x",
        "/emails, strict, header/x-batch-validation DESTINATION NONE strict"
    })
    void how_a_batch_is_checked_is_known_where_there_is_a_batch(
            String path, String value, String atom) {
        assertThat(
                        shown(
                                read(
                                        RESEND,
                                        "POST",
                                        path,
                                        path.endsWith("batch") ? "[{}]" : "{}",
                                        "Content-Type",
                                        "application/json",
                                        "X-Batch-Validation",
                                        value)))
                .contains(atom);
    }

    @Test
    void a_body_that_is_no_object_is_unreadable() {
        assertThat(shown(post(RESEND, "/emails", "[]")))
                .containsExactly("unreadable effect.mail-unreadable");
        assertThat(shown(read(RESEND, "POST", "/emails", "{}")))
                .containsExactly("unreadable wire.content-type");
    }

    /**
     * Every text of a random body, and each name in it that no table knows, stands in some value or
     * path: nothing leaves unseen.
     */
    @Test
    void no_text_of_a_body_goes_unseen() {
        Random random = new Random(20_261_122);
        int readable = 0;
        for (int i = 0; i < 3_000; i++) {
            List<String> texts = new ArrayList<>();
            Json body = object(random, 0, texts);
            boolean postmark = random.nextBoolean();
            Reading reading =
                    post(
                            postmark ? POSTMARK : RESEND,
                            postmark ? "/email" : "/emails",
                            JsonWriter.compact(body));
            if (reading instanceof Reading.Effects(var effects)) {
                readable++;
                List<Atom> atoms = effects.getFirst().atoms();
                for (String text : texts) {
                    assertThat(atoms)
                            .as(JsonWriter.compact(body))
                            .anyMatch(atom ->
                                    atom.value().contains(text) || atom.path().contains(text));
                }
            }
        }
        assertThat(readable).isGreaterThan(500);
    }

    private static final List<String> NAMES =
            List.of(
                    "Subject",
                    "Metadata",
                    "TemplateModel",
                    "Attachments",
                    "tags",
                    "template",
                    "Tag",
                    "html",
                    "name",
                    "Name",
                    "value");

    private static Json object(Random random, int depth, List<String> texts) {
        Map<String, Json> members = new LinkedHashMap<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            boolean known = random.nextInt(3) > 0;
            String unique = "k" + Integer.toString(texts.size(), 36) + "q" + depth;
            String name = known ? NAMES.get(random.nextInt(NAMES.size())) : unique;
            if (members.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
                continue;
            }
            if (!known) {
                texts.add(unique);
            }
            members.put(name, value(random, depth + 1, texts));
        }
        return new Json.Obj(members);
    }

    private static Json value(Random random, int depth, List<String> texts) {
        return switch (random.nextInt(depth > 3 ? 4 : 6)) {
            case 0 -> Json.NULL;
            case 1 -> Json.of(random.nextBoolean());
            case 2 -> {
                long number = 1_000_000 + random.nextInt(1_000_000);
                texts.add(Long.toString(number));
                yield Json.of(number);
            }
            case 3 -> {
                String text = "text " + random.nextInt(1_000_000);
                texts.add(text);
                yield Json.of(text);
            }
            case 4 -> object(random, depth, texts);
            default -> {
                List<Json> items = new ArrayList<>();
                int size = random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    items.add(value(random, depth + 1, texts));
                }
                yield new Json.Arr(items);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer t, CREDENTIAL CREDENTIAL t",
        "Authorization, t, CREDENTIAL NONE t",
        "Authorization, bearer t, CREDENTIAL NONE bearer t",
        "Authorization, Basic t, CREDENTIAL NONE Basic t",
        "Proxy-Authorization, Bearer t, CREDENTIAL NONE Bearer t",
        "X-Auth-Token, t, CREDENTIAL NONE t",
        "X-Postmark-Server-Token, t, CREDENTIAL NONE t",
        "Cookie, t, CREDENTIAL NONE t"
    })
    void a_credential_has_a_role_only_where_the_api_looks_for_it(
            String name, String value, String atom) {
        Reading reading =
                Requests.read(
                        Requests.RESEND,
                        "POST",
                        "/emails",
                        "{}",
                        "Content-Type",
                        "application/json",
                        name,
                        value);

        assertThat(Requests.shown(reading))
                .containsExactly("header/" + name.toLowerCase(java.util.Locale.ROOT) + " " + atom);
    }
}
