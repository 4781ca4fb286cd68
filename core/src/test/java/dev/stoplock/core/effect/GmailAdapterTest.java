package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GmailAdapterTest {

    private static final Destination GMAIL = Destination.parse("gmail.googleapis.com");
    private static final String USER = "/gmail/v1/users/me/";
    private static final String MAIL =
            "From: a@x.example\r\nTo: b@x.example\r\nBcc: c@x.example\r\nSubject: s\r\n\r\nhello?>";
    private static final String RAW = url(MAIL);

    @Test
    void a_mail_is_read_from_raw() {
        assertThat(
                        shown(
                                json(
                                        "POST",
                                        USER + "messages/send",
                                        "{'raw':'" + RAW + "','threadId':'t1'}")))
                .contains(
                        "path/user META NONE me",
                        "message/threadid DESTINATION SELECTOR t1",
                        "body/to DESTINATION TO b@x.example",
                        "body/bcc DESTINATION BCC c@x.example",
                        "body/subject CONTENT NONE s",
                        "body/body CONTENT NONE hello?>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "me	body/from META NONE me",
                "<me>	body/from META NONE me",
                "Ann <me>	body/from META NONE me",
                "Ann <me>	body/from/display CONTENT NONE Ann",
                "=?utf-8?Q?J=C3=B6rg?= <me>	body/from/display CONTENT NONE Jörg",
                "me@x.example	body/from DESTINATION FROM me@x.example",
                "Me	unreadable effect.address-unreadable",
                "{{a}} <me>	unreadable effect.address-unreadable",
                "a@x.example, Ann <me>	unreadable effect.address-unreadable",
                "a@x.example <me>	unreadable effect.address-unreadable",
                "you	unreadable effect.address-unreadable"
            })
    void me_stands_for_whoever_sends_in_from_only(String from, String atom) {
        String raw = url("From: " + from + "\r\nTo: b@x.example\r\n\r\nhello");
        assertThat(shown(json("POST", USER + "messages/send", "{'raw':'" + raw + "'}")))
                .contains(atom);
        String other = url("From: a@x.example\r\nTo: " + from + "\r\n\r\nhello");
        assertThat(shown(json("POST", USER + "messages/send", "{'raw':'" + other + "'}")))
                .noneMatch(line -> line.endsWith("META NONE me") && line.startsWith("body"));
    }

    @Test
    void a_mail_is_read_from_an_upload_alone_or_beside_json() {
        assertThat(
                        shown(
                                read(
                                        GMAIL,
                                        "POST",
                                        "/upload" + USER + "messages/send?uploadType=media",
                                        MAIL,
                                        "Content-Type",
                                        "message/rfc822")))
                .contains("body/bcc DESTINATION BCC c@x.example");
        assertThat(shown(related("{\"threadId\":\"t1\"}", MAIL)))
                .contains(
                        "message/threadid DESTINATION SELECTOR t1",
                        "body/bcc DESTINATION BCC c@x.example");
    }

    @Test
    void a_draft_is_made_changed_and_sent_as_what_it_is() {
        assertThat(effect(json("POST", USER + "drafts", "{'message':{'raw':'" + RAW + "'}}")))
                .isInstanceOf(Effect.EditDraft.class);
        Effect changed =
                effect(
                        json(
                                "PUT",
                                USER + "drafts/r1",
                                "{'id':'r1','message':{'raw':'" + RAW + "'}}"));
        assertThat(((Effect.EditDraft) changed).draft()).isEqualTo("r1");
        Effect sent = effect(json("POST", USER + "drafts/send", "{'id':'r1'}"));
        assertThat(((Effect.SendDraft) sent).draft()).isEqualTo("r1");
        assertThat(((Effect.SendDraft) sent).known()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "messages/send	{}",
                "messages/send	{'raw':''}",
                "messages/send	{'raw':'a b'}",
                "messages/send	{'raw':'a+b/'}",
                "messages/send	{'raw':'YQ='}",
                "messages/send	{'raw':'YR'}",
                "messages/send	{'raw':1}",
                "messages/send	{'RAW':'%','raw':'%'}",
                "messages/send	[]",
                "drafts	{'raw':'%'}",
                "drafts	{'id':'r1','message':{'raw':'%'}}",
                "drafts	{'message':'%'}",
                "drafts/send	{}",
                "drafts/send	{'id':''}",
                "drafts/send	{'id':1}",
                "drafts/send	{'id':'r1','message':{'raw':'%'}}",
                "drafts/send	{'id':'r1','ID':'r2'}"
            })
    void what_has_two_readings_is_not_read(String method, String body) {
        assertThat(json("POST", USER + method, body.replace("%", RAW)))
                .as(body)
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void a_draft_is_not_changed_under_two_names() {
        assertThat(json("PUT", USER + "drafts/r1", "{'id':'r2','message':{'raw':'" + RAW + "'}}"))
                .isInstanceOf(Reading.Unreadable.class);
        assertThat(json("PUT", USER + "drafts/r1%2Fsend", "{'message':{'raw':'" + RAW + "'}}"))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?uploadType=resumable", "?uploadType=MEDIA"})
    void an_upload_of_another_kind_is_not_read(String query) {
        assertThat(
                        shown(
                                read(
                                        GMAIL,
                                        "POST",
                                        "/upload" + USER + "messages/send" + query,
                                        MAIL,
                                        "Content-Type",
                                        "message/rfc822")))
                .containsExactly("unreadable effect.mail-unreadable");
    }

    @Test
    void an_upload_with_two_mails_or_of_another_type_is_not_read() {
        assertThat(related("{\"raw\":\"" + RAW + "\"}", MAIL))
                .isInstanceOf(Reading.Unreadable.class);
        assertThat(related("[]", MAIL)).isInstanceOf(Reading.Unreadable.class);
        assertThat(related("{}", MAIL + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + MAIL))
                .isInstanceOf(Reading.Unreadable.class);
        assertThat(
                        read(
                                GMAIL,
                                "POST",
                                "/upload" + USER + "messages/send?uploadType=media",
                                MAIL,
                                "Content-Type",
                                "text/plain"))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void what_changes_the_reply_or_the_account_is_a_destination() {
        assertThat(
                        shown(
                                json(
                                        "POST",
                                        "/gmail/v1/users/other%40x.example/messages/send?fields=id&alt=json&access_token=t",
                                        "{'raw':'" + RAW + "'}")))
                .contains(
                        "path/user DESTINATION SELECTOR other@x.example",
                        "query/fields DESTINATION NONE id",
                        "query/alt META NONE json",
                        "query/access_token CREDENTIAL NONE t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages",
                "messages/import",
                "messages/send/",
                "settings/forwardingAddresses",
                "settings/delegates",
                "settings/filters",
                "settings/sendAs",
                "drafts/r1/send"
            })
    void what_redirects_or_stores_mail_has_no_adapter(String method) {
        assertThat(shown(json("POST", USER + method, "{'raw':'" + RAW + "'}")).getFirst())
                .isEqualTo("unknown http POST");
    }

    private static Effect effect(Reading reading) {
        return ((Reading.Effects) reading).effects().getFirst();
    }

    private static Reading json(String method, String target, String body) {
        return read(
                GMAIL, method, target, body.replace('\'', '"'), "Content-Type", "application/json");
    }

    private static Reading related(String json, String mail) {
        return read(
                GMAIL,
                "POST",
                "/upload" + USER + "messages/send?uploadType=multipart",
                "--b\r\ncontent-type: application/json\r\n\r\n"
                        + json
                        + "\r\n--b\r\ncontent-type: message/rfc822\r\n\r\n"
                        + mail
                        + "\r\n--b--",
                "Content-Type",
                "multipart/related; boundary=b");
    }

    private static String url(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
