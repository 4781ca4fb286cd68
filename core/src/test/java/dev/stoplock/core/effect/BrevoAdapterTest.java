package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.BREVO;
import static dev.stoplock.core.effect.Requests.post;
import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrevoAdapterTest {

    private static final String SEND = "/v3/smtp/email";

    private static Reading mail(String json) {
        return post(BREVO, SEND, json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'to':[{'email':'a@B.example','name':'Ann'}]}	body/to/0 DESTINATION TO a@b.example",
                "{'to':[{'email':'a@b.example','contactPixelTrackingConsent':true}]}	body/to/0/contactpixeltrackingconsent META NONE true",
                "{'bcc':[{'email':'x@y.example'}]}	body/bcc/0 DESTINATION BCC x@y.example",
                "{'CC':[{'Email':'x@y.example'}]}	body/cc/0 DESTINATION CC x@y.example",
                "{'replyTo':{'email':'x@y.example','name':'X'}}	body/replyto DESTINATION REPLY_TO x@y.example",
                "{'replyTo':{'email':'x@y.example','id':7}}	body/replyto/id DESTINATION NONE 7",
                "{'sender':{'email':'x@y.example'}}	body/sender DESTINATION FROM x@y.example",
                "{'sender':{'id':7}}	body/sender/id DESTINATION SELECTOR 7",
                "{'headers':{'Bcc':'x@y.example'}}	body/headers/bcc DESTINATION BCC x@y.example",
                "{'headers':{'sender.ip':'198.51.100.7'}}	body/headers/sender.ip DESTINATION NONE 198.51.100.7",
                "{'headers':{'X-Sib-Sandbox':'drop'}}	body/headers/x-sib-sandbox DESTINATION NONE drop",
                "{'attachment':[{'url':'https://c.example/a','name':'a.pdf'}]}	body/attachment/0/url DESTINATION NONE https://c.example/a",
                "{'attachment':[{'content':'eA==','name':'a.pdf'}]}	body/attachment/0/content CONTENT NONE eA==",
                "{'attachment':[{'content':'eA==','name':'x@y.example'}]}	body/attachment/0/name DESTINATION NONE x@y.example",
                "{'templateId':7}	body/templateid DESTINATION SELECTOR 7",
                "{'batchId':'b'}	body/batchid DESTINATION SELECTOR b",
                "{'scheduledAt':'2026-12-01T08:00:00Z'}	body/scheduledat META NONE 2026-12-01T08:00:00Z",
                "{'tags':['x@y.example']}	body/tags/0 DESTINATION NONE x@y.example",
                "{'params':{'a':'x@y.example'}}	body/params/a DESTINATION NONE x@y.example",
                "{'params':{'a':'see https://c.example/p'}}	body/params/a/#link DESTINATION LINK https://c.example/p",
                "{'htmlContent':'<img src=//c.example/p>'}	body/htmlcontent/#link DESTINATION LINK //c.example/p",
                "{'listIds':[7]}	body/listids/0 DESTINATION NONE 7",
                "{'contacts':[{'email':'x@y.example'}]}	body/contacts/0/email DESTINATION NONE x@y.example",
                "{'messageVersions':[{'bcc':[{'email':'x@y.example'}]}]}	body/messageversions/0/bcc/0 DESTINATION BCC x@y.example",
                "{'messageVersions':[{'replyTo':{'email':'x@y.example'}}]}	body/messageversions/0/replyto DESTINATION REPLY_TO x@y.example",
                "{'messageVersions':[{'templateId':7}]}	body/messageversions/0/templateid DESTINATION SELECTOR 7",
                "{'messageVersions':[{'sender':{'email':'x@y.example'}}]}	body/messageversions/0/sender/email DESTINATION NONE x@y.example"
            })
    void what_a_mail_says_besides_its_text_is_seen_wherever_it_stands(String json, String atom) {
        assertThat(shown(mail(json))).contains(atom.replace("''", ""));
    }

    @Test
    void each_version_is_a_mail_with_what_holds_for_all() {
        String json =
                "{'cc':[{'email':'c@d.example'}],'messageVersions':[{'to':[{'email':'a@b.example'}]},{'to':[{'email':'e@f.example'}]}]}";

        assertThat(shown(mail(json)))
                .containsExactly(
                        "body/cc/0 DESTINATION CC c@d.example",
                        "body/messageversions/0/to/0 DESTINATION TO a@b.example",
                        "body/cc/0 DESTINATION CC c@d.example",
                        "body/messageversions/1/to/0 DESTINATION TO e@f.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "[]	effect.mail-unreadable",
                "{'messageVersions':[]}	effect.batch-size",
                "{'messageVersions':null}	effect.batch-unreadable",
                "{'messageVersions':{'to':[]}}	effect.batch-unreadable",
                "{'to':[],'TO':[]}	wire.duplicate-key",
                "{'to':'x@y.example'}	effect.address-unreadable",
                "{'to':[{'email':'a@b.example,x@y.example'}]}	effect.address-unreadable",
                "{'to':[{'name':'a'}]}	effect.address-unreadable",
                "{'to':[{}]}	effect.address-unreadable",
                "{'sender':{'name':'a'}}	effect.address-unreadable",
                "{'replyTo':{'email':'{{params.x}}@firm.example'}}	effect.address-unreadable",
                "{'replyTo':{'email':'a@b.example\\nBcc: x@y.example'}}	effect.address-unreadable"
            })
    void a_mail_with_two_readings_is_unreadable(String json, String rule) {
        assertThat(shown(mail(json))).containsExactly("unreadable " + rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/smtp/email/",
                "/v3/SMTP/email",
                "/v3/smtp/templates",
                "/v3/smtp/templates/1/sendTest",
                "/v3/emailCampaigns",
                "/v3/emailCampaigns/1/sendNow",
                "/v3/contacts",
                "/v3/contacts/lists/1/contacts/add",
                "/v3/contacts/doubleOptinConfirmation",
                "/v3/webhooks",
                "/v3/senders",
                "/v3/transactionalSMS/send",
                "/v3/transactionalSMS/sms",
                "/v3/whatsapp/sendMessage",
                "/v3/events"
            })
    void other_paths_are_unknown(String path) {
        assertThat(shown(post(BREVO, path, "{}")).getFirst()).isEqualTo("unknown http POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "api-key	t	header/api-key CREDENTIAL CREDENTIAL t",
                "Authorization	Bearer t	header/authorization CREDENTIAL NONE Bearer t",
                "partner-key	t	header/partner-key DESTINATION NONE t",
                "X-Fern-Language	JavaScript	header/x-fern-language META NONE JavaScript",
                "X-Fern-Language	c.example	header/x-fern-language DESTINATION NONE c.example",
                "X-Fern-SDK-Name	@getbrevo/brevo	header/x-fern-sdk-name META NONE @getbrevo/brevo",
                "X-Fern-Other	x	header/x-fern-other/name DESTINATION NONE x-fern-other",
                "User-Agent	@getbrevo/brevo/6.0.3	header/user-agent META NONE @getbrevo/brevo/6.0.3"
            })
    void a_header_says_who_sends_and_what_with(String name, String value, String atom) {
        assertThat(
                        shown(
                                read(
                                        BREVO,
                                        "POST",
                                        SEND,
                                        "{}",
                                        "Content-Type",
                                        "application/json",
                                        name,
                                        value)))
                .contains(atom);
    }
}
