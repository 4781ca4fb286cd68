package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stand-ins of APIs that take recipients as objects: what they refuse, and to whom they
 * deliver.
 */
class ObjectMailApisTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private final Post post = new Post(NOON, new Random(1));

    private Answer answer(String api, String path, String key, String body) {
        Header header =
                switch (api) {
                    case "brevo" -> new Header("api-key", key);
                    case "mailtrap" -> new Header("Api-Token", key);
                    case "sendgrid" -> new Header("Authorization", "Bearer " + key);
                    default ->
                            new Header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(key.getBytes(UTF_8)));
                };
        byte[] bytes = body.replace('\'', '"').getBytes(UTF_8);
        Received request = new Received("POST", path, List.of(header), bytes, bytes);
        JsonNode json = Fields.parse(bytes).orElseGet(Fields.MAPPER::missingNode);
        return switch (api) {
            case "brevo" -> BrevoApi.answer(request, json, "p:k", post);
            case "mailtrap" -> MailtrapApi.answer(request, json, "p:k", post);
            case "sendgrid" -> SendGridApi.answer(request, json, "p:k", post);
            default -> MailjetApi.answer(request, json, "p:k", post);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "sendgrid	/v3/mail/send	x	{}	401",
                "sendgrid	/v3/mail/other	p:k	{}	404",
                "sendgrid	/v3/mail/send	p:k	{}	400",
                "sendgrid	/v3/mail/send	p:k	nothing	400",
                "sendgrid	/v3/mail/send	p:k	{'personalizations':[{'to':[]}],'from':{'email':'u@x.example'},'content':[]}	400",
                "sendgrid	/v3/mail/send	p:k	{'personalizations':[{'to':[{'email':'no'}]}],'from':{'email':'u@x.example'},'content':[]}	400",
                "sendgrid	/v3/mail/send	p:k	{'personalizations':[{'to':[{'email':'a@x.example'}]}],'content':[]}	400",
                "sendgrid	/v3/mail/send	p:k	{'personalizations':[{'to':[{'email':'a@x.example'}]}],'from':{'email':'u@x.example'}}	400",
                "brevo	/v3/smtp/email	x	{}	401",
                "brevo	/v3/smtp/other	p:k	{}	404",
                "brevo	/v3/smtp/email	p:k	nothing	400",
                "brevo	/v3/smtp/email	p:k	{'to':[{'email':'a@x.example'}],'subject':'s','textContent':'t'}	400",
                "brevo	/v3/smtp/email	p:k	{'to':[{'email':'a@x.example'}],'sender':{'id':1},'subject':'s'}	400",
                "brevo	/v3/smtp/email	p:k	{'to':[{'email':'a@x.example'}],'messageVersions':[{}],'templateId':1}	400",
                "mailtrap	/api/send	x	{}	401",
                "mailtrap	/api/other	p:k	{}	404",
                "mailtrap	/api/send/x	p:k	{}	404",
                "mailtrap	/api/send	p:k	nothing	400",
                "mailtrap	/api/send/7	p:k	{'from':{'email':'u@x.example'},'subject':'s','text':'t'}	400",
                "mailtrap	/api/send	p:k	{'from':{'email':'u@x.example'},'to':[{'email':'a@x.example'}],'subject':'s'}	400",
                "mailtrap	/api/batch	p:k	{'base':{'from':{'email':'u@x.example'}}}	400",
                "mailjet	/v3.1/send	x	{}	401",
                "mailjet	/v3/other	p:k	{}	404",
                "mailjet	/v3.1/send	p:k	{}	400",
                "mailjet	/v3.1/send	p:k	nothing	400",
                "mailjet	/v3/send	p:k	{'FromEmail':'u@x.example'}	400",
                "mailjet	/v3/send	p:k	{'To':'a@x.example'}	400"
            })
    void what_is_wrong_is_refused_and_delivered_to_nobody(
            String api, String path, String key, String body, int status) {
        assertThat(answer(api, path, key, body).status()).isEqualTo(status);
        assertThat(post.accepted()).isEmpty();
    }

    @Test
    void a_copy_by_a_setting_is_delivered_with_each_personalization() {
        String body =
                "{'from':{'email':'u@x.example'},'template_id':'t','mail_settings':{'bcc':{'enable':true,'email':'k@x.example'}},"
                        + "'personalizations':[{'to':[{'email':'a@x.example'}]},{'to':[{'email':'B@x.example'}],'from':{'email':'o@x.example'}}]}";

        assertThat(answer("sendgrid", "/v3/mail/send", "p:k", body).status()).isEqualTo(202);
        assertThat(post.accepted().stream().map(AcceptedMail::recipients))
                .containsExactly(
                        List.of("a@x.example", "k@x.example"),
                        List.of("b@x.example", "k@x.example"));
        assertThat(post.accepted().getLast().from()).isEqualTo("o@x.example");
    }

    @Test
    void a_version_has_the_copies_of_all_but_not_their_recipients() throws IOException {
        String body =
                "{'sender':{'id':3},'subject':'s','textContent':'t','to':[{'email':'z@x.example'}],'cc':[{'email':'c@x.example'}],"
                        + "'messageVersions':[{'to':[{'email':'a@x.example'}]},{'to':[{'email':'b@x.example'}],'CC':[]}]}";

        Answer answer = answer("brevo", "/v3/smtp/email", "p:k", body);
        assertThat(answer.status()).isEqualTo(201);
        JsonNode reply = Fields.MAPPER.readTree(((Answer.Bytes) answer.body()).value());
        assertThat(reply.path("messageIds")).hasSize(2);
        assertThat(post.accepted().stream().map(AcceptedMail::recipients))
                .containsExactly(List.of("a@x.example", "c@x.example"), List.of("b@x.example"));
    }

    @Test
    void each_request_of_a_batch_has_what_the_base_says_and_a_bad_one_stops_no_other()
            throws IOException {
        String body =
                "{'base':{'from':{'email':'u@x.example'},'subject':'s','text':'t'},'requests':[{'to':[{'email':'a@x.example'}],"
                        + "'bcc':[{'email':'B@x.example'}]},{'to':[]},{'cc':[{'email':'c@x.example'}],'from':{'email':'o@x.example'}}]}";

        Answer answer = answer("mailtrap", "/api/batch/7", "p:k", body);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode reply = Fields.MAPPER.readTree(((Answer.Bytes) answer.body()).value());
        assertThat(reply.at("/responses/0/message_ids")).hasSize(2);
        assertThat(reply.at("/responses/1/success").asBoolean(true)).isFalse();
        assertThat(post.accepted().stream().map(AcceptedMail::recipients))
                .containsExactly(List.of("a@x.example", "b@x.example"), List.of("c@x.example"));
        assertThat(post.accepted().getLast().from()).isEqualTo("o@x.example");
    }

    @Test
    void nothing_is_delivered_in_sandbox_mode_and_a_bad_message_stops_no_other() {
        String messages =
                "'Messages':[{'To':[{'Email':'a@x.example'}],'TextPart':'t'},{'TextPart':'t'}]";
        String globals = "'Globals':{'From':{'Email':'u@x.example'}}";

        answer(
                "mailjet",
                "/v3.1/send",
                "p:k",
                "{" + messages + "," + globals + ",'SandboxMode':true}");
        assertThat(post.accepted()).isEmpty();
        assertThat(
                        answer("mailjet", "/v3.1/send", "p:k", "{" + messages + "," + globals + "}")
                                .status())
                .isEqualTo(200);
        assertThat(post.accepted().stream().map(AcceptedMail::recipients))
                .containsExactly(List.of("a@x.example"));
    }
}
