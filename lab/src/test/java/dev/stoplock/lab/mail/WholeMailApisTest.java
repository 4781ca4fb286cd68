package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.Received;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-ins of APIs that take forms, whole messages and drafts. */
class WholeMailApisTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final String RAW =
            Base64.getUrlEncoder()
                    .encodeToString(
                            "From: a@x.example\r\nTo: b@x.example\r\nBcc: c@x.example\r\n\r\nx"
                                    .getBytes(UTF_8));

    private final Post post = new Post(NOON, new Random(1));
    private final DraftBox box = new DraftBox();

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '"',
            value = {
                "mailgun	POST /v3/x.example/messages	bad	to=b@x.example	401",
                "mailgun	POST /v3/x.example/lists	key	to=b@x.example	404",
                "mailgun	GET /v3/x.example/messages	key	to=b@x.example	405",
                "mailgun	POST /v3/x.example/messages	key	from=a@x.example&text=x	400",
                "mailgun	POST /v3/x.example/messages	key	from=a@x.example&to=no&text=x	400",
                "mailgun	POST /v3/x.example/messages	key	from=a@x.example&to=b@x.example	400",
                "mailgun	POST /v3/x.example/messages.mime	key	to=b@x.example	400",
                "mailgun	POST /v3/x.example/messages	key	from=a@x.example&to=b@x.example&text=x	200",
                "gmail	POST /gmail/v1/users/me/messages/send	bad	{}	401",
                "gmail	POST /gmail/v1/users/me/labels	key	{}	404",
                "gmail	POST /gmail/v1/users/me/messages/send	key	{}	400",
                "gmail	POST /gmail/v1/users/me/drafts/send	key	{'id':'none'}	404",
                "gmail	PUT /gmail/v1/users/me/drafts/none	key	{'message':{'raw':'RnJvbTogYUB4LmV4YW1wbGUNCg0KeA'}}	404",
                "msgraph	POST /v1.0/me/sendMail	bad	{}	401",
                "msgraph	POST /v1.0/me/move	key	{}	404",
                "msgraph	POST /v1.0/me/sendMail	key	{'message':{}}	400",
                "msgraph	POST /v1.0/me/messages/none/send	key	{}	404",
                "msgraph	PATCH /v1.0/me/messages/none	key	{}	404"
            })
    void a_stand_in_answers_as_the_real_one_does(
            String api, String request, String key, String body, int status) {
        assertThat(answer(api, request, key, body.replace('\'', '"')).status()).isEqualTo(status);
        assertThat(post.accepted()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void a_draft_goes_to_whom_it_names_when_it_is_sent_and_is_gone_then() {
        String drafts = "POST /gmail/v1/users/me/drafts";
        String id = id(answer("gmail", drafts, "key", "{\"message\":{\"raw\":\"" + RAW + "\"}}"));
        assertThat(post.accepted()).isEmpty();
        assertThat(answer("gmail", drafts + "/send", "key", "{\"id\":\"" + id + "\"}").status())
                .isEqualTo(200);
        assertThat(post.mailbox("c@x.example")).hasSize(1);
        assertThat(answer("gmail", drafts + "/send", "key", "{\"id\":\"" + id + "\"}").status())
                .isEqualTo(404);
    }

    @Test
    void an_update_replaces_the_lists_that_it_states() {
        String messages = "POST /v1.0/me/messages";
        String people = "[{\"emailAddress\":{\"address\":\"%s\"}}]";
        String id =
                id(
                        answer(
                                "msgraph",
                                messages,
                                "key",
                                "{\"toRecipients\":"
                                        + people.formatted("b@x.example")
                                        + ",\"ccRecipients\":"
                                        + people.formatted("c@x.example")
                                        + "}"));
        answer(
                "msgraph",
                "PATCH /v1.0/me/messages/" + id,
                "key",
                "{\"ToRecipients\":" + people.formatted("d@x.example") + "}");
        answer("msgraph", messages + "/" + id + "/send", "key", "");
        assertThat(post.accepted()).hasSize(1);
        assertThat(post.accepted().getFirst().recipients())
                .containsExactlyInAnyOrder("d@x.example", "c@x.example");
    }

    private static String id(Answer answer) {
        byte[] body = ((Answer.Bytes) answer.body()).value();
        return Fields.text(Fields.parse(body).orElseThrow(), "id");
    }

    private Answer answer(String api, String line, String key, String body) {
        boolean mailgun = api.equals("mailgun");
        String shown =
                mailgun
                        ? "Basic "
                                + Base64.getEncoder().encodeToString(("api:" + key).getBytes(UTF_8))
                        : "Bearer " + key;
        byte[] bytes = body.getBytes(UTF_8);
        Received request =
                new Received(
                        line.split(" ")[0],
                        line.split(" ")[1],
                        List.of(
                                new Header("Authorization", shown),
                                new Header(
                                        "Content-Type",
                                        mailgun
                                                ? "application/x-www-form-urlencoded"
                                                : "application/json")),
                        bytes,
                        bytes);
        JsonNode json = Fields.parse(bytes).orElseGet(Fields.MAPPER::missingNode);
        return switch (api) {
            case "mailgun" -> MailgunApi.answer(request, "key", post);
            case "gmail" -> GmailApi.answer(request, json, "key", post, box);
            default -> GraphApi.answer(request, json, "key", post, box);
        };
    }
}
