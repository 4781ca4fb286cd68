package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.MAILTRAP;
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

class MailtrapAdapterTest {

    private static final Destination SANDBOX = Destination.parse("sandbox.api.mailtrap.io");

    private static Reading mail(String json) {
        return post(MAILTRAP, "/api/send", json.replace('\'', '"'));
    }

    private static Reading batch(String json) {
        return post(MAILTRAP, "/api/batch", json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'to':[{'email':'a@B.example','name':'Ann'}]}	body/to/0 DESTINATION TO a@b.example",
                "{'CC':[{'Email':'x@y.example'}]}	body/cc/0 DESTINATION CC x@y.example",
                "{'bcc':[{'email':'x@y.example'}]}	body/bcc/0 DESTINATION BCC x@y.example",
                "{'reply_to':{'email':'x@y.example','name':'X'}}	body/reply_to DESTINATION REPLY_TO x@y.example",
                "{'reply_to':[{'email':'x@y.example'}]}	body/reply_to/0 DESTINATION REPLY_TO x@y.example",
                "{'from':{'email':'x@y.example'}}	body/from DESTINATION FROM x@y.example",
                "{'to':[{'email':'a@b.example','id':7}]}	body/to/0/id DESTINATION NONE 7",
                "{'headers':{'Bcc':'x@y.example'}}	body/headers/bcc DESTINATION BCC x@y.example",
                "{'template_uuid':'u'}	body/template_uuid DESTINATION SELECTOR u",
                "{'template_variables':{'a':[{'b':'x@y.example'}]}}	body/template_variables/a/0/b DESTINATION NONE x@y.example",
                "{'custom_variables':{'a':'see https://c.example/p'}}	body/custom_variables/a/#link DESTINATION LINK https://c.example/p",
                "{'category':'x@y.example'}	body/category DESTINATION NONE x@y.example",
                "{'html':'<img src=//c.example/p>'}	body/html/#link DESTINATION LINK //c.example/p",
                "{'attachments':[{'content':'eA==','filename':'a.pdf'}]}	body/attachments/0/content CONTENT NONE eA==",
                "{'attachments':[{'content':'eA==','filename':'x@y.example'}]}	body/attachments/0/filename DESTINATION NONE x@y.example",
                "{'attachments':[{'url':'https://c.example/a'}]}	body/attachments/0/url DESTINATION NONE https://c.example/a",
                "{'forward_to':'x'}	body/forward_to DESTINATION NONE x"
            })
    void what_a_mail_says_besides_its_text_is_seen_wherever_it_stands(String json, String atom) {
        assertThat(shown(mail(json))).contains(atom);
        assertThat(shown(batch("{'requests':[" + json + "]}")))
                .contains(atom.replaceFirst("body/", "body/requests/0/"));
        assertThat(shown(batch("{'base':" + json + ",'requests':[{},{}]}")))
                .filteredOn(atom.replaceFirst("body/", "body/base/")::equals)
                .hasSize(2);
    }

    @Test
    void each_request_is_a_mail_with_what_the_base_says() {
        String json =
                "{'base':{'cc':[{'email':'c@d.example'}]},'requests':[{'to':[{'email':'a@b.example'}]},{'to':[{'email':'e@f.example'}]}]}";
        assertThat(shown(batch(json)))
                .containsExactly(
                        "body/base/cc/0 DESTINATION CC c@d.example",
                        "body/requests/0/to/0 DESTINATION TO a@b.example",
                        "body/base/cc/0 DESTINATION CC c@d.example",
                        "body/requests/1/to/0 DESTINATION TO e@f.example");
    }

    @Test
    void the_inbox_of_the_sandbox_is_a_selector() {
        assertThat(shown(post(SANDBOX, "/api/send/3000001", "{}")))
                .containsExactly("path/inbox DESTINATION SELECTOR 3000001");
        assertThat(shown(post(SANDBOX, "/api/batch/7", "{\"requests\":[{}]}")))
                .containsExactly("path/inbox DESTINATION SELECTOR 7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "[]	effect.mail-unreadable",
                "{'to':[],'TO':[]}	wire.duplicate-key",
                "{'to':'x@y.example'}	effect.address-unreadable",
                "{'to':[{'email':'a@b.example,x@y.example'}]}	effect.address-unreadable",
                "{'to':[{}]}	effect.address-unreadable",
                "{'from':{'email':'{{x}}@firm.example'}}	effect.address-unreadable",
                "{'reply_to':{'email':'a@b.example','name':'{{x}}'}}	effect.address-unreadable",
                "{'subject':'a\\nBcc: x@y.example'}	effect.header-unreadable",
                "{'category':'a\\nb'}	effect.header-unreadable"
            })
    void a_mail_with_two_readings_is_unreadable(String json, String rule) {
        assertThat(shown(mail(json))).containsExactly("unreadable " + rule);
        String one = json.startsWith("[") ? "effect.mail-unreadable" : rule;
        assertThat(shown(batch("{'requests':[{}," + json + "]}")))
                .containsExactly("unreadable " + one);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{}	effect.batch-unreadable",
                "{'requests':{}}	effect.batch-unreadable",
                "{'requests':null}	effect.batch-unreadable",
                "{'requests':[]}	effect.batch-size",
                "{'requests':[{}],'Requests':[]}	wire.duplicate-key",
                "{'base':[],'requests':[{}]}	effect.mail-unreadable"
            })
    void a_batch_with_two_readings_is_unreadable(String json, String rule) {
        assertThat(shown(batch(json))).containsExactly("unreadable " + rule);
    }

    @Test
    void a_batch_of_more_than_the_api_takes_is_unreadable() {
        String many = "{},".repeat(500) + "{}";
        assertThat(shown(batch("{'requests':[" + many + "]}")))
                .containsExactly("unreadable effect.batch-size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send.api.mailtrap.io/api/send/",
                "send.api.mailtrap.io/api/Send",
                "send.api.mailtrap.io/api/send/7",
                "bulk.api.mailtrap.io/api/batch/7",
                "sandbox.api.mailtrap.io/api/send",
                "sandbox.api.mailtrap.io/api/send/x",
                "sandbox.api.mailtrap.io/api/send/7/x",
                "mailtrap.io/api/send",
                "mailtrap.io/api/email_campaigns/1/start",
                "mailtrap.io/api/inbound/messages/1/forward",
                "mailtrap.io/api/accounts/1/inboxes/2/messages/3/forward"
            })
    void other_paths_are_unknown(String target) {
        int slash = target.indexOf('/');
        Destination to = Destination.parse(target.substring(0, slash));
        assertThat(shown(post(to, target.substring(slash), "{}")).getFirst())
                .isEqualTo("unknown http POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "Authorization	Bearer t	header/authorization CREDENTIAL CREDENTIAL t",
                "Authorization	Basic t	header/authorization CREDENTIAL NONE Basic t",
                "Api-Token	t	header/api-token CREDENTIAL CREDENTIAL t",
                "X-Api-Key	t	header/x-api-key CREDENTIAL NONE t",
                "User-Agent	mailtrap-nodejs (https://github.com/railsware/mailtrap-nodejs)	"
                        + "header/user-agent META NONE mailtrap-nodejs (https://github.com/railsware/mailtrap-nodejs)",
                "User-Agent	mailtrap-mcp/0.9.0 (+https://github.com/mailtrap/mailtrap-mcp) (client: An Agent/1.5.3)	"
                        + "header/user-agent META NONE mailtrap-mcp/0.9.0 (+https://github.com/mailtrap/mailtrap-mcp) (client: An Agent/1.5.3)"
            })
    void a_header_says_who_sends_and_what_with(String name, String value, String atom) {
        Reading reading =
                read(
                        MAILTRAP,
                        "POST",
                        "/api/send",
                        "{}",
                        "Content-Type",
                        "application/json",
                        name,
                        value);
        assertThat(shown(reading)).contains(atom);
    }

    @Test
    void of_two_tokens_one_is_foreign() {
        Reading reading =
                read(
                        MAILTRAP,
                        "POST",
                        "/api/send",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer t",
                        "Api-Token",
                        "t");
        assertThat(shown(reading))
                .contains(
                        "header/api-token CREDENTIAL CREDENTIAL t",
                        "header/authorization CREDENTIAL NONE Bearer t");
    }
}
