package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.post;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes a mail header is one line in every API; in an attachment's bytes all may stand. */
class HeaderLinesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "api.resend.com	/emails	{'subject':'%'}",
                "api.resend.com	/emails	{'tags':[{'name':'%','value':'b'}]}",
                "api.resend.com	/emails	{'tags':[{'name':'a','value':'%'}]}",
                "api.resend.com	/emails	{'attachments':[{'filename':'%'}]}",
                "api.resend.com	/emails	{'attachments':[{'content_type':'%'}]}",
                "api.resend.com	/emails	{'attachments':[{'content_id':'%'}]}",
                "api.sendgrid.com	/v3/mail/send	{'subject':'%','personalizations':[{}]}",
                "api.sendgrid.com	/v3/mail/send	{'personalizations':[{'subject':'%'}]}",
                "api.sendgrid.com	/v3/mail/send	{'personalizations':[{'to':[{'email':'a@b.example','name':'%'}]}]}",
                "api.sendgrid.com	/v3/mail/send	{'categories':['%'],'personalizations':[{}]}",
                "api.sendgrid.com	/v3/mail/send	{'custom_args':{'%':'b'},'personalizations':[{}]}",
                "api.sendgrid.com	/v3/mail/send	{'attachments':[{'content_id':'%'}],'personalizations':[{}]}",
                "api.sendgrid.com	/v3/mail/send	{'content':[{'type':'%'}],'personalizations':[{}]}",
                "api.postmarkapp.com	/email	{'Subject':'%'}",
                "api.postmarkapp.com	/email	{'Tag':'%'}",
                "api.postmarkapp.com	/email	{'Metadata':{'a':'%'}}",
                "api.postmarkapp.com	/email	{'Attachments':[{'Name':'%'}]}",
                "api.postmarkapp.com	/email	{'Attachments':[{'ContentType':'%'}]}",
                "api.brevo.com	/v3/smtp/email	{'subject':'%'}",
                "api.brevo.com	/v3/smtp/email	{'tags':['%']}",
                "api.brevo.com	/v3/smtp/email	{'sender':{'email':'a@b.example','name':'%'}}",
                "api.brevo.com	/v3/smtp/email	{'attachment':[{'name':'%'}]}",
                "api.mailjet.com	/v3/send	{'Subject':'%'}",
                "api.mailjet.com	/v3/send	{'FromName':'%'}",
                "api.mailjet.com	/v3.1/send	{'Messages':[{'Subject':'%'}]}",
                "api.mailjet.com	/v3.1/send	{'Messages':[{'Attachments':[{'ContentType':'%'}]}]}",
                "graph.microsoft.com	/v1.0/me/sendMail	{'message':{'subject':'%'}}",
                "graph.microsoft.com	/v1.0/me/sendMail	{'message':{'attachments':[{'name':'%'}]}}"
            })
    void a_line_end_or_nul_in_what_becomes_a_header_is_unreadable(
            String host, String path, String json) {
        for (String end : new String[] {"\\r", "\\n", "\\u0000"}) {
            assertThat(said(host, path, json.replace("%", "a" + end + "Bcc: x@y.example")))
                    .containsExactly("unreadable effect.header-unreadable");
        }
    }

    private static List<String> said(String host, String path, String json) {
        return shown(post(Destination.parse(host), path, json.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "api.resend.com	/emails	{'attachments':[{'content':'%'}]}",
                "api.sendgrid.com	/v3/mail/send	{'attachments':[{'content':'%'}],'personalizations':[{}]}",
                "api.postmarkapp.com	/email	{'Attachments':[{'Content':'%'}]}",
                "api.brevo.com	/v3/smtp/email	{'attachment':[{'content':'%'}]}",
                "api.mailjet.com	/v3/send	{'Attachments':[{'content':'%'}]}",
                "api.mailjet.com	/v3.1/send	{'Messages':[{'Attachments':[{'Base64Content':'%'}]}]}",
                "graph.microsoft.com	/v1.0/me/sendMail	{'message':{'attachments':[{'contentBytes':'%'}]}}"
            })
    void the_bytes_of_an_attachment_are_content_but_an_address_in_their_place_is_none(
            String host, String path, String json) {
        assertThat(said(host, path, json.replace("%", "//8AAQ==")))
                .anyMatch(line -> line.endsWith(" CONTENT NONE //8AAQ=="));
        assertThat(said(host, path, json.replace("%", "eve@evil.example")))
                .anyMatch(line -> line.endsWith(" DESTINATION NONE eve@evil.example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "api.resend.com	/emails	{'reply_to':'{{n}} <a@b.example>'}",
                "api.postmarkapp.com	/email	{'ReplyTo':'{{n}} <a@b.example>'}",
                "api.brevo.com	/v3/smtp/email	{'replyTo':{'email':'a@b.example','name':'{{params.n}}'}}",
                "api.mailjet.com	/v3/send	{'FromName':'[[var:n]]'}",
                "api.mailjet.com	/v3.1/send	{'Messages':[{'ReplyTo':{'Email':'a@b.example','Name':'{{var:n}}'}}]}",
                "api.mailjet.com	/v3.1/send	{'Messages':[{'ReplyTo':{'Email':'a@b.example','Name':'{% if n %}'}}]}"
            })
    void a_variable_in_the_name_beside_an_address_is_unreadable(
            String host, String path, String json) {
        assertThat(said(host, path, json)).containsExactly("unreadable effect.address-unreadable");
    }
}
