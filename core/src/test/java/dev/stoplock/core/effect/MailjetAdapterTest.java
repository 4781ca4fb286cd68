package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.MAILJET;
import static dev.stoplock.core.effect.Requests.post;
import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailjetAdapterTest {

    private static Reading v31(String json) {
        return post(MAILJET, "/v3.1/send", json.replace('\'', '"'));
    }

    private static Reading v3(String json) {
        return post(MAILJET, "/v3/send", json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'Messages':[{'To':[{'Email':'a@B.example','Name':'Ann'}]}]}	body/messages/0/to/0 DESTINATION TO a@b.example",
                "{'Messages':[{'Bcc':[{'Email':'x@y.example'}]}]}	body/messages/0/bcc/0 DESTINATION BCC x@y.example",
                "{'messages':[{'bcc':[{'email':'x@y.example'}]}]}	body/messages/0/bcc/0 DESTINATION BCC x@y.example",
                "{'Messages':[{'ReplyTo':{'Email':'x@y.example'}}]}	body/messages/0/replyto DESTINATION REPLY_TO x@y.example",
                "{'Messages':[{'Sender':{'Email':'x@y.example'}}]}	body/messages/0/sender DESTINATION FROM x@y.example",
                "{'Messages':[{'TemplateErrorReporting':{'Email':'x@y.example'}}]}	body/messages/0/templateerrorreporting DESTINATION TO x@y.example",
                "{'Messages':[{'Headers':{'Bcc':'x@y.example'}}]}	body/messages/0/headers/bcc DESTINATION BCC x@y.example",
                "{'Messages':[{'Headers':{'X-MJ-Vars':'x'}}]}	body/messages/0/headers/x-mj-vars DESTINATION NONE x",
                "{'Messages':[{'TemplateID':7}]}	body/messages/0/templateid DESTINATION SELECTOR 7",
                "{'Messages':[{'Variables':{'a':'x@y.example'}}]}	body/messages/0/variables/a DESTINATION NONE x@y.example",
                "{'Messages':[{'EventPayload':'https://c.example'}]}	body/messages/0/eventpayload DESTINATION NONE https://c.example",
                "{'Messages':[{'URLTags':'a=x@y.example'}]}	body/messages/0/urltags DESTINATION NONE a=x@y.example",
                "{'Messages':[{'CustomCampaign':'c'}]}	body/messages/0/customcampaign CONTENT NONE c",
                "{'Messages':[{'MonitoringCategory':'c'}]}	body/messages/0/monitoringcategory DESTINATION NONE c",
                "{'Messages':[{'HTMLPart':'<img src=//c.example/p>'}]}	body/messages/0/htmlpart/#link DESTINATION LINK //c.example/p",
                "{'Messages':[{'InlinedAttachments':[{'Filename':'a.png','Base64Content':'eA==','ContentID':'x@y.example'}]}]}	body/messages/0/inlinedattachments/0/contentid DESTINATION NONE x@y.example",
                "{'Messages':[{'Recipients':[{'Email':'x@y.example'}]}]}	body/messages/0/recipients/0/Email DESTINATION NONE x@y.example",
                "{'Messages':[{}],'Globals':{'Bcc':[{'Email':'x@y.example'}]}}	body/globals/bcc/0 DESTINATION BCC x@y.example",
                "{'Messages':[{}],'Globals':{'Forward':'x'}}	body/globals/forward DESTINATION NONE x",
                "{'Messages':[{}],'Bcc':[{'Email':'x@y.example'}]}	body/bcc/0 DESTINATION BCC x@y.example",
                "{'Messages':[{}],'SandboxMode':true}	body/sandboxmode META NONE true"
            })
    void what_a_message_says_besides_its_text_is_seen_wherever_it_stands(String json, String atom) {
        assertThat(shown(v31(json))).contains(atom);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'FromEmail':'x@y.example'}	body/fromemail DESTINATION FROM x@y.example",
                "{'To':'Ann <a@B.example>, x@y.example'}	body/to DESTINATION TO x@y.example",
                "{'Bcc':'x@y.example'}	body/bcc DESTINATION BCC x@y.example",
                "{'Recipients':[{'Email':'x@y.example','Name':'X'}]}	body/recipients DESTINATION TO x@y.example",
                "{'Recipients':[{'Email':'x@y.example','Vars':{'a':'z@y.example'}}]}	body/recipients/vars/a DESTINATION NONE z@y.example",
                "{'Headers':{'Reply-To':'x@y.example'}}	body/headers/reply-to DESTINATION REPLY_TO x@y.example",
                "{'Mj-TemplateErrorReporting':'x@y.example'}	body/mj-templateerrorreporting DESTINATION TO x@y.example",
                "{'Mj-TemplateID':7}	body/mj-templateid DESTINATION SELECTOR 7",
                "{'Sender':true}	body/sender DESTINATION SELECTOR true",
                "{'Sender':false}	body/sender META NONE false",
                "{'Html-part':'<img src=//c.example/p>'}	body/html-part/#link DESTINATION LINK //c.example/p",
                "{'Mj-Forward':'x'}	body/mj-forward DESTINATION NONE x",
                "{'Messages':[{'Bcc':'x@y.example'}]}	body/messages/0/bcc DESTINATION BCC x@y.example",
                "{'Bcc':'x@y.example','Messages':[{}]}	body/bcc DESTINATION BCC x@y.example"
            })
    void what_a_flat_mail_says_besides_its_text_is_seen_wherever_it_stands(
            String json, String atom) {
        assertThat(shown(v3(json))).contains(atom);
    }

    @Test
    void each_recipient_of_a_flat_mail_gets_a_mail_of_his_own() {
        assertThat(
                        shown(
                                v3(
                                        "{'Cc':'c@d.example','Recipients':[{'Email':'a@b.example'},{'Email':'e@f.example'}]}")))
                .containsExactly(
                        "body/cc DESTINATION CC c@d.example",
                        "body/0/recipients DESTINATION TO a@b.example",
                        "body/cc DESTINATION CC c@d.example",
                        "body/1/recipients DESTINATION TO e@f.example");
    }

    @Test
    void each_message_is_a_mail_with_what_holds_for_all() {
        assertThat(
                        shown(
                                v31(
                                        "{'Globals':{'From':{'Email':'us@firm.example'}},'Messages':[{'To':[{'Email':'a@b.example'}]},{'Subject':'s'}]}")))
                .containsExactly(
                        "body/globals/from DESTINATION FROM us@firm.example",
                        "body/messages/0/to/0 DESTINATION TO a@b.example",
                        "body/globals/from DESTINATION FROM us@firm.example",
                        "body/messages/1/subject CONTENT NONE s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "/v3.1/send	{}	effect.batch-unreadable",
                "/v3.1/send	[]	effect.mail-unreadable",
                "/v3.1/send	{'Messages':[]}	effect.batch-size",
                "/v3.1/send	{'Messages':null}	effect.batch-unreadable",
                "/v3.1/send	{'Messages':[{}],'messages':[{}]}	wire.duplicate-key",
                "/v3.1/send	{'Messages':[{}],'Globals':[]}	effect.mail-unreadable",
                "/v3.1/send	{'Messages':[{}],'Globals':null}	effect.mail-unreadable",
                "/v3.1/send	{'Messages':[{'To':'x@y.example'}]}	effect.address-unreadable",
                "/v3.1/send	{'Messages':[{'To':[{'Email':'a@b.example, x@y.example'}]}]}	effect.address-unreadable",
                "/v3.1/send	{'Messages':[{'ReplyTo':{'Email':'{{var:x}}@firm.example'}}]}	effect.address-unreadable",
                "/v3/send	{'Messages':{}}	effect.batch-unreadable",
                "/v3/send	{'Recipients':['x@y.example']}	effect.address-unreadable",
                "/v3/send	{'Recipients':'x@y.example'}	effect.address-unreadable",
                "/v3/send	{'Recipients':[{'Email':'a@b.example'}],'recipients':[]}	wire.duplicate-key",
                "/v3/send	{'To':{'Email':'x@y.example'}}	effect.address-unreadable"
            })
    void a_mail_with_two_readings_is_unreadable(String path, String json, String rule) {
        assertThat(shown(post(MAILJET, path, json.replace('\'', '"'))))
                .containsExactly("unreadable " + rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3.1/send/",
                "/v3/Send",
                "/v4/sms-send",
                "/v3/REST/contact",
                "/v3/REST/contactslist/1/managecontact",
                "/v3/REST/campaigndraft",
                "/v3/REST/campaigndraft/1/send",
                "/v3/REST/campaigndraft/1/test",
                "/v3/REST/newsletter/1/send",
                "/v3/REST/eventcallbackurl",
                "/v3/REST/parseroute",
                "/v3/REST/sender",
                "/v3/REST/template",
                "/v3/REST/apikey"
            })
    void other_paths_are_unknown(String path) {
        assertThat(shown(post(MAILJET, path, "{}")).getFirst()).isEqualTo("unknown http POST");
    }

    @Test
    void another_host_is_unknown() {
        assertThat(
                        shown(post(Destination.parse("api.us.mailjet.com"), "/v3.1/send", "{}"))
                                .getFirst())
                .isEqualTo("method DESTINATION SELECTOR POST");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer t, CREDENTIAL NONE Bearer t",
        "Authorization, basic dDp0, CREDENTIAL NONE basic dDp0",
        "Proxy-Authorization, Basic dDp0, CREDENTIAL NONE Basic dDp0"
    })
    void a_credential_has_no_role_where_the_api_does_not_look_for_it(
            String name, String value, String atom) {
        assertCredential(
                name, value, "header/" + name.toLowerCase(java.util.Locale.ROOT) + " " + atom);
    }

    @Test
    void user_and_password_are_each_a_credential() {
        assertCredential(
                "Authorization",
                "Basic dDp0",
                "header/authorization/user CREDENTIAL USER t",
                "header/authorization/password CREDENTIAL CREDENTIAL t");
    }

    private static void assertCredential(String name, String value, String... atoms) {
        assertThat(
                        shown(
                                read(
                                        MAILJET,
                                        "POST",
                                        "/v3/send",
                                        "{}",
                                        "Content-Type",
                                        "application/json",
                                        name,
                                        value)))
                .containsExactly(atoms);
    }
}
