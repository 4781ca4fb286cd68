package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code @} stands for a recipient, {@code {'emailAddress':{'address':'b@x.example'}}}. */
class GraphAdapterTest {

    private static final Destination GRAPH = Destination.parse("graph.microsoft.com");
    private static final String ME = "/v1.0/me/";

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '"',
            value = {
                "'toRecipients':[@]	body/torecipients/0 DESTINATION TO b@x.example",
                "'ToRecipients':[@]	body/torecipients/0 DESTINATION TO b@x.example",
                "'ccRecipients':[@]	body/ccrecipients/0 DESTINATION CC b@x.example",
                "'bccRecipients':[@]	body/bccrecipients/0 DESTINATION BCC b@x.example",
                "'bccRecipients':[]	body/bccrecipients DESTINATION BCC ''",
                "'replyTo':[@]	body/replyto/0 DESTINATION REPLY_TO b@x.example",
                "'from':@	body/from DESTINATION FROM b@x.example",
                "'sender':@	body/sender DESTINATION FROM b@x.example",
                "'internetMessageHeaders':[{'name':'Bcc','value':'b@x.example'}]	body/internetmessageheaders/bcc DESTINATION BCC b@x.example",
                "'internetMessageHeaders':[{'name':'x-a','value':'b'}]	body/internetmessageheaders/x-a DESTINATION NONE b",
                "'body':{'contentType':'HTML','content':'<img src=https://c.example/p>'}	body/body/content/#link DESTINATION LINK https://c.example/p",
                "'attachments':[{'@odata.type':'#microsoft.graph.referenceAttachment','sourceUrl':'x'}]	body/attachments/0/sourceurl DESTINATION NONE x",
                "'attachments':[{'item':{'toRecipients':'x'}}]	body/attachments/0/item/toRecipients DESTINATION NONE x",
                "'singleValueExtendedProperties':[{'id':'String 1','value':'x'}]	body/singlevalueextendedproperties/0/value DESTINATION NONE x",
                "'conversationId':'x'	body/conversationid DESTINATION NONE x"
            })
    void what_a_message_says_is_seen_wherever_it_stands(String member, String atom) {
        assertThat(shown(json("POST", ME + "sendMail", "{'message':{" + member + "}}")))
                .contains(atom.replace("''", ""));
        assertThat(shown(json("POST", ME + "messages", "{" + member + "}")))
                .contains(atom.replace("''", ""));
        assertThat(shown(json("PATCH", ME + "messages/D1", "{" + member + "}")))
                .contains(atom.replace("''", ""));
        assertThat(
                        shown(
                                json(
                                        "POST",
                                        ME + "messages/D1/createReply",
                                        "{'message':{" + member + "}}")))
                .contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'toRecipients':@",
                "'toRecipients':'b@x.example'",
                "'toRecipients':null",
                "'toRecipients':['b@x.example']",
                "'toRecipients':[{'address':'b@x.example'}]",
                "'toRecipients':[{'emailAddress':'b@x.example'}]",
                "'toRecipients':[{'emailAddress':{'address':'b@x.example, c@x.example'}}]",
                "'toRecipients':[{'emailAddress':{'address':'B <b@x.example>'}}]",
                "'toRecipients':[{'emailAddress':{'name':'b@x.example'}}]",
                "'toRecipients':[{'emailAddress':{'address':'b@x.example','type':'x'}}]",
                "'toRecipients':[{'emailAddress':{'address':'b@x.example'},'more':1}]",
                "'toRecipients':[@],'torecipients':[@]",
                "'from':[@]",
                "'internetMessageHeaders':[{'name':'x-a','value':'b','more':'c'}]"
            })
    void people_are_read_in_one_form_only(String member) {
        assertThat(json("POST", ME + "sendMail", "{'message':{" + member + "}}"))
                .as(member)
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void a_whole_message_is_read_from_base64() {
        String mail = "From: a@x.example\r\nTo: b@x.example\r\nBcc: c@x.example\r\n\r\nx";
        String base64 = Base64.getEncoder().encodeToString(mail.getBytes(StandardCharsets.UTF_8));

        assertThat(shown(text("sendMail", base64)))
                .contains("body/bcc DESTINATION BCC c@x.example");
        assertThat(shown(text("messages", base64)))
                .contains("body/bcc DESTINATION BCC c@x.example");
        assertThat(shown(text("messages/D1/forward", base64)))
                .contains(
                        "body/bcc DESTINATION BCC c@x.example",
                        "path/message DESTINATION SELECTOR D1");
        for (String bad :
                new String[] {
                    "", mail, base64 + "=", base64 + "\r\n" + base64, base64.replace('N', '-')
                }) {
            assertThat(text("sendMail", bad)).as(bad).isInstanceOf(Reading.Unreadable.class);
        }
    }

    @Test
    void a_draft_is_made_changed_and_sent_as_what_it_is() {
        Effect.EditDraft made =
                (Effect.EditDraft) effect(json("POST", ME + "messages", "{'toRecipients':[@]}"));
        assertThat(made.draft()).isNull();
        assertThat(made.replaces()).containsExactlyInAnyOrder(Role.TO, Role.CC, Role.BCC);
        Effect.EditDraft changed =
                (Effect.EditDraft)
                        effect(
                                json(
                                        "PATCH",
                                        ME + "messages/D1",
                                        "{'ccRecipients':[],'replyTo':[@]}"));
        assertThat(changed.draft()).isEqualTo("D1");
        assertThat(changed.replaces()).containsExactly(Role.CC);
        assertThat(((Effect.SendDraft) effect(json("POST", ME + "messages/D1/send", "{}"))).draft())
                .isEqualTo("D1");
        assertThat(effect(read(GRAPH, "POST", ME + "messages/D1/send", "")))
                .isInstanceOf(Effect.SendDraft.class);
        assertThat(json("POST", ME + "messages/D1/send", "{'message':{}}"))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reply", "replyAll"})
    void a_reply_goes_to_whoever_the_original_names_whatever_it_states(String action) {
        Effect effect =
                effect(
                        json(
                                "POST",
                                ME + "messages/D1/" + action,
                                "{'comment':'c','message':{'toRecipients':[@]}}"));

        assertThat(((Effect.SendDraft) effect).known()).isNull();
        assertThat(((Effect.SendDraft) effect).draft()).isEqualTo("the original D1");
        assertThat(effect.atoms().stream().map(atom -> atom.path() + " " + atom.value()))
                .contains("body/torecipients/0 b@x.example", "parameters/comment c");
    }

    @Test
    void a_forward_names_its_recipients_and_a_draft_of_a_reply_does_not() {
        assertThat(
                        shown(
                                json(
                                        "POST",
                                        ME + "messages/D1/forward",
                                        "{'comment':'c','toRecipients':[@]}")))
                .contains("parameters/torecipients/0 DESTINATION TO b@x.example");
        assertThat(
                        shown(
                                json(
                                        "POST",
                                        ME + "messages/D1/forward",
                                        "{'toRecipients':[@],'ccRecipients':[@],'BccRecipients':[@]}")))
                .contains(
                        "parameters/ccrecipients/0 DESTINATION CC b@x.example",
                        "parameters/bccrecipients/0 DESTINATION BCC b@x.example");
        assertThat(effect(json("POST", ME + "messages/D1/createForward", "{'toRecipients':[@]}")))
                .isInstanceOf(Effect.EditDraft.class);
        assertThat(effect(read(GRAPH, "POST", ME + "messages/D1/createReplyAll", "")))
                .isInstanceOf(Effect.HttpExchange.class);
        assertThat(effect(json("POST", ME + "messages/D1/attachments", "{'name':'n'}")))
                .isInstanceOf(Effect.HttpExchange.class);
    }

    @Test
    void another_account_is_a_destination() {
        assertThat(shown(json("POST", "/beta/users/boss%40x.example/sendMail", "{'message':{}}")))
                .contains("path/user DESTINATION SELECTOR boss@x.example");
        assertThat(json("POST", "/v1.0/users/a%2Fb/sendMail", "{'message':{}}"))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1.0/me/sendmail",
                "POST /v1.0/me/microsoft.graph.sendMail",
                "POST /v1.0/me/messages/D1/move",
                "POST /v1.0/me/messages/D1/attachments/createUploadSession",
                "POST /v1.0/me/mailFolders/inbox/messages",
                "POST /v1.0/me/mailFolders/inbox/messageRules",
                "PATCH /v1.0/me/mailboxSettings",
                "POST /v1.0/$batch",
                "PUT /v1.0/me/messages/D1",
                "GET /v1.0/me/messages",
                "PATCH /v1.0/me/messages/D1/send"
            })
    void what_redirects_or_bundles_has_no_adapter(String request) {
        String[] words = request.split(" ");

        assertThat(shown(json(words[0], words[1], "{}")).getFirst())
                .isIn("unknown http " + words[0], "unreadable wire.body-on-read");
    }

    private static Effect effect(Reading reading) {
        return ((Reading.Effects) reading).effects().getFirst();
    }

    private static Reading json(String method, String target, String body) {
        return read(
                GRAPH,
                method,
                target,
                body.replace("@odata", "#odata")
                        .replaceAll("@(?=[\\]},])", "{'emailAddress':{'address':'b%x.example'}}")
                        .replace("%", "@")
                        .replace("#odata", "@odata")
                        .replace('\'', '"'),
                "Content-Type",
                "application/json");
    }

    private static Reading text(String method, String body) {
        return read(GRAPH, "POST", ME + method, body, "Content-Type", "text/plain");
    }
}
