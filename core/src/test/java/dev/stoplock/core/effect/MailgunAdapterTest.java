package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms are written as {@code name=value} joined by {@code &}, and coded here. */
class MailgunAdapterTest {

    private static final Destination MAILGUN = Destination.parse("api.mailgun.net");
    private static final String PATH = "/v3/mg.x.example/messages";
    private static final String FORM = "application/x-www-form-urlencoded";

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "to=a@x.example	path/domain DESTINATION SELECTOR mg.x.example",
                "to=a@x.example, B <b@x.example>	body/to DESTINATION TO b@x.example",
                "to=a@x.example&to=b@x.example	body/to/1 DESTINATION TO b@x.example",
                "TO=a@x.example	body/to DESTINATION TO a@x.example",
                "cc=a@x.example	body/cc DESTINATION CC a@x.example",
                "bcc=a@x.example	body/bcc DESTINATION BCC a@x.example",
                "from=a@x.example	body/from DESTINATION FROM a@x.example",
                "h:Reply-To=a@x.example	body/h:/reply-to DESTINATION REPLY_TO a@x.example",
                "h:Bcc=a@x.example	body/h:/bcc DESTINATION BCC a@x.example",
                "H:bcc=a@x.example	body/h:/bcc DESTINATION BCC a@x.example",
                "h:X-Mailgun-Recipient-Variables={}	body/h:/x-mailgun-recipient-variables DESTINATION NONE {}",
                "to[]=a@x.example	body/to[] DESTINATION NONE a@x.example",
                "reply-to=a@x.example	body/reply-to DESTINATION NONE a@x.example",
                "o:archive-to=https://c.example/in	body/o:archive-to DESTINATION NONE https://c.example/in",
                "o:sending-ip=198.51.100.7	body/o:sending-ip DESTINATION SELECTOR 198.51.100.7",
                "o:tracking=yes	body/o:tracking META NONE yes",
                "o:tracking=c.example/x	body/o:tracking DESTINATION NONE c.example/x",
                "o:tag=a@x.example	body/o:tag DESTINATION NONE a@x.example",
                "o:tag=report	body/o:tag CONTENT NONE report",
                "template=welcome	body/template DESTINATION SELECTOR welcome",
                "t:variables={'a':'b@x.example'}	body/t:variables/a DESTINATION NONE b@x.example",
                "v:n=<img src=//c.example/p>	body/v:n/#link DESTINATION LINK //c.example/p",
                "v:n={'a':'see https://c.example/p'}	body/v:n/a/#link DESTINATION LINK https://c.example/p",
                "t:variables={'a':'see https://c.example/p'}	body/t:variables/a/#link DESTINATION LINK https://c.example/p",
                "recipient-variables={'a@x.example':{'n':'<a href=//c.example/p>'}}	body/recipient-variables/a@x.example/n/#link DESTINATION LINK //c.example/p",
                "html=<img src=%recipient.p%>	body/html/#link DESTINATION LINK %recipient.p%",
                "html=<img src={{p}}>	body/html/#link DESTINATION LINK {{p}}",
                "v:n={'a':'b'}	body/v:n/a CONTENT NONE b",
                "html=<img src=https://c.example/p>	body/html/#link DESTINATION LINK https://c.example/p",
                "recipient-variables={'c@x.example':{}}	body/recipient-variables/c@x.example/#name DESTINATION NONE c@x.example"
            })
    void what_a_form_says_is_seen_wherever_it_stands(String form, String atom) {
        assertThat(shown(post(PATH, form))).contains(atom);
    }

    @Test
    void each_recipient_of_a_batch_gets_a_mail_of_its_own_with_all_that_is_shared() {
        Reading reading =
                post(
                        PATH,
                        "to=a@x.example&to=b@x.example&bcc=c@x.example&recipient-variables={'a@x.example':{'n':1},'b@x.example':{}}");

        assertThat(((Reading.Effects) reading).effects())
                .hasSize(2)
                .allSatisfy(effect ->
                        assertThat(
                                        effect.atoms().stream()
                                                .filter(atom -> atom.role().isRecipient()))
                                .hasSize(2))
                .allMatch(effect -> effect instanceof Effect.SendMail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to=%recipient.mail%",
                "to=%recipient.mail%@x.example",
                "bcc={{archive}}@x.example",
                "h:Bcc=%recipient.mail%@x.example",
                "to=%recipient.name% <a@x.example>",
                "h:Reply-To={{name}} <a@x.example>",
                "from=[[name]] <a@x.example>",
                "subject=a\r\nBcc: c@x.example",
                "o:tag=a\nb",
                "to=a@x.example b@x.example",
                "recipient-variables=1",
                "recipient-variables={}&recipient-variables={}",
                "h:X-A=a\r\nBcc: c@x.example"
            })
    void what_is_filled_in_later_or_has_two_readings_is_not_read(String form) {
        assertThat(post(PATH, form)).as(form).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void a_mime_message_is_read_with_its_envelope() {
        String mail =
                "From: a@x.example\r\nTo: b@x.example\r\nBcc: c@x.example\r\nSubject: s\r\n\r\nhello";
        List<String> atoms = shown(mime("d@x.example", mail));

        assertThat(atoms)
                .contains(
                        "body/from DESTINATION FROM a@x.example",
                        "body/to DESTINATION TO b@x.example",
                        "body/bcc DESTINATION BCC c@x.example",
                        "form/to/0 DESTINATION BCC d@x.example",
                        "form/message/filename CONTENT NONE m",
                        "body/subject CONTENT NONE s");
        assertThat(shown(mime("b@x.example, c@x.example", mail)))
                .noneMatch(line -> line.startsWith("form/to"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "To: a@x.example\r\nTo: b@x.example\r\n\r\nx",
                "To: %recipient.mail%@x.example\r\n\r\nx",
                "To: a@x.example\r\nReply-To: %recipient.name% <a@x.example>\r\n\r\nx",
                "no header",
                "To: a@x.example\nBcc: b@x.example\r\n\r\nx"
            })
    void a_mime_message_with_two_readings_is_not_read(String mail) {
        assertThat(mime("b@x.example", mail)).as(mail).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void a_mime_form_holds_one_message() {
        assertThat(shown(post(PATH + ".mime", "to=a@x.example")))
                .containsExactly("unreadable effect.mail-unreadable");
        assertThat(
                        shown(
                                post(
                                        PATH + ".mime",
                                        "to=a@x.example&cc=b@x.example&message=To: c@x.example\r\n\r\nx")))
                .contains("form/cc DESTINATION NONE b@x.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/mg.x.example/messages/",
                "/v3//messages",
                "/v3/a%2Fb/messages",
                "/v3/mg.x.example/Messages",
                "/v3/lists",
                "/v3/routes",
                "/v4/mg.x.example/messages"
            })
    void other_paths_have_no_adapter(String path) {
        assertThat(shown(post(path, "to=a@x.example")).getFirst())
                .isIn("unknown http POST", "unreadable wire.target");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                "multipart/form-data",
                "multipart/form-data; boundary=x; boundary=y"
            })
    void a_body_that_is_no_form_is_not_read(String type) {
        assertThat(shown(read(MAILGUN, "POST", PATH, "to=a%40x.example", "Content-Type", type)))
                .containsExactly("unreadable wire.form");
    }

    private static Reading post(String path, String form) {
        StringBuilder coded = new StringBuilder();
        for (String pair : form.replace('\'', '"').split("&", -1)) {
            int equals = pair.indexOf('=');
            coded.append(coded.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(pair.substring(0, equals), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return read(MAILGUN, "POST", path, coded.toString(), "Content-Type", FORM);
    }

    private static Reading mime(String to, String mail) {
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\n"
                        + to
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"message\"; filename=\"m\"\r\n\r\n"
                        + mail
                        + "\r\n--b--\r\n";
        return read(
                MAILGUN,
                "POST",
                PATH + ".mime",
                body,
                "Content-Type",
                "multipart/form-data; boundary=b");
    }
}
