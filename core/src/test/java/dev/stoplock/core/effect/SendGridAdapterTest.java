package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.SENDGRID;
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

class SendGridAdapterTest {

    private static final String SEND = "/v3/mail/send";

    private static Reading mail(String json) {
        return post(SENDGRID, SEND, json.replace('\'', '"'));
    }

    @Test
    void each_personalization_is_a_mail_with_what_holds_for_all() {
        String json =
                """
                {'from':{'email':'us@firm.example','name':'Us'},'subject':'Hi','reply_to':{'email':'desk@firm.example'},
                 'content':[{'type':'text/plain','value':'text'}],
                 'personalizations':[{'to':[{'email':'a@B.example','name':'Ann'}]}]}\
                """;

        assertThat(shown(mail(json)))
                .containsExactlyInAnyOrder(
                        "body/from DESTINATION FROM us@firm.example",
                        "body/from/display CONTENT NONE Us",
                        "body/subject CONTENT NONE Hi",
                        "body/reply_to DESTINATION REPLY_TO desk@firm.example",
                        "body/content/0/type META NONE text/plain",
                        "body/content/0/value CONTENT NONE text",
                        "body/personalizations/0/to/0 DESTINATION TO a@b.example",
                        "body/personalizations/0/to/0/display CONTENT NONE Ann");
    }

    @Test
    void two_personalizations_are_two_effects_and_each_is_judged_with_the_shared_copy() {
        String json =
                "{'mail_settings':{'bcc':{'enable':true,'email':'x@y.example'}},"
                        + "'personalizations':[{'to':[{'email':'a@b.example'}]},{'to':[{'email':'c@d.example'}]}]}";

        Reading reading = mail(json);
        assertThat(((Reading.Effects) reading).effects()).hasSize(2);
        assertThat(shown(reading))
                .filteredOn(line -> line.contains("BCC"))
                .containsExactly(
                        "body/mail_settings/bcc/email DESTINATION BCC x@y.example",
                        "body/mail_settings/bcc/email DESTINATION BCC x@y.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'personalizations':[{'bcc':[{'email':'x@y.example'}]}]}	body/personalizations/0/bcc/0 DESTINATION BCC x@y.example",
                "{'personalizations':[{'BCC':[{'Email':'x@y.example'}]}]}	body/personalizations/0/bcc/0 DESTINATION BCC x@y.example",
                "{'personalizations':[{'cc':{'email':'x@y.example'}}]}	body/personalizations/0/cc DESTINATION CC x@y.example",
                "{'personalizations':[{'cc':[]}]}	body/personalizations/0/cc DESTINATION CC ''",
                "{'personalizations':[{'cc':null}]}	body/personalizations/0/cc DESTINATION CC ''",
                "{'personalizations':[{'from':{'email':'x@y.example'}}]}	body/personalizations/0/from DESTINATION FROM x@y.example",
                "{'personalizations':[{'reply_to':{'email':'x@y.example'}}]}	body/personalizations/0/reply_to DESTINATION REPLY_TO x@y.example",
                "{'personalizations':[{'reply_to_list':[{'email':'x@y.example'}]}]}	body/personalizations/0/reply_to_list/0 DESTINATION REPLY_TO x@y.example",
                "{'personalizations':[{'headers':{'Bcc':'x@y.example'}}]}	body/personalizations/0/headers/bcc DESTINATION BCC x@y.example",
                "{'personalizations':[{'to':[{'email':'a@b.example','phone':'x'}]}]}	body/personalizations/0/to/0/phone DESTINATION NONE x",
                "{'personalizations':[{'to':[{'email':'a@b.example','name':'x@y.example'}]}]}	body/personalizations/0/to/0/display DESTINATION NONE x@y.example",
                "{'personalizations':[{'dynamic_template_data':{'a':'x@y.example'}}]}	body/personalizations/0/dynamic_template_data/a DESTINATION NONE x@y.example",
                "{'personalizations':[{'forward':'x'}]}	body/personalizations/0/forward DESTINATION NONE x",
                "{'bcc':[{'email':'x@y.example'}],'personalizations':[{}]}	body/bcc/0/email DESTINATION NONE x@y.example",
                "{'reply_to_list':[{'email':'x@y.example'}],'personalizations':[{}]}	body/reply_to_list/0 DESTINATION REPLY_TO x@y.example",
                "{'headers':{'Reply-To':'x@y.example'},'personalizations':[{}]}	body/headers/reply-to DESTINATION REPLY_TO x@y.example",
                "{'template_id':'t','personalizations':[{}]}	body/template_id DESTINATION SELECTOR t",
                "{'ip_pool_name':'p','personalizations':[{}]}	body/ip_pool_name DESTINATION SELECTOR p",
                "{'batch_id':'b','personalizations':[{}]}	body/batch_id DESTINATION SELECTOR b",
                "{'asm':{'group_id':7},'personalizations':[{}]}	body/asm/group_id DESTINATION SELECTOR 7",
                "{'custom_args':{'a':'https://collector.example'},'personalizations':[{}]}	body/custom_args/a DESTINATION NONE https://collector.example",
                "{'categories':['a'],'personalizations':[{}]}	body/categories/0 CONTENT NONE a",
                "{'mail_settings':{'spam_check':{'enable':true,'post_to_url':'h'}},'personalizations':[{}]}	body/mail_settings/spam_check/post_to_url DESTINATION NONE h",
                "{'mail_settings':{'bypass_list_management':{'enable':true}},'personalizations':[{}]}	body/mail_settings/bypass_list_management/enable DESTINATION SELECTOR true",
                "{'mail_settings':{'bypass_list_management':{'enable':false}},'personalizations':[{}]}	body/mail_settings/bypass_list_management/enable META NONE false",
                "{'mail_settings':{'forward_spam':{'email':'x@y.example'}},'personalizations':[{}]}	body/mail_settings/forward_spam/email DESTINATION NONE x@y.example",
                "{'mail_settings':{'footer':{'html':'<img src=//c.example/p>'}},'personalizations':[{}]}	body/mail_settings/footer/html/#link DESTINATION LINK //c.example/p",
                "{'tracking_settings':{'ganalytics':{'utm_source':'x@y.example'}},'personalizations':[{}]}	body/tracking_settings/ganalytics/utm_source DESTINATION NONE x@y.example",
                "{'attachments':[{'content':'eA==','filename':'a.pdf'}],'personalizations':[{}]}	body/attachments/0/content CONTENT NONE eA==",
                "{'attachments':[{'url':'h'}],'personalizations':[{}]}	body/attachments/0/url DESTINATION NONE h",
                "{'content':[{'type':'text/html','value':'<a href=\\u0022https://c.example/p\\u0022>'}],'personalizations':[{}]}	body/content/0/value/#link DESTINATION LINK https://c.example/p"
            })
    void what_a_mail_says_besides_its_text_is_seen_wherever_it_stands(String json, String atom) {
        assertThat(shown(mail(json))).contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{}	effect.batch-unreadable",
                "[]	effect.mail-unreadable",
                "{'personalizations':[]}	effect.batch-size",
                "{'personalizations':{}}	effect.batch-unreadable",
                "{'personalizations':null}	effect.batch-unreadable",
                "{'personalizations':[[]]}	effect.mail-unreadable",
                "{'personalizations':[{}],'Personalizations':[{}]}	wire.duplicate-key",
                "{'personalizations':[{'to':[],'To':[]}]}	wire.duplicate-key",
                "{'personalizations':[{'to':[{'email':'a@b.example','Email':'x@y.example'}]}]}	wire.duplicate-key",
                "{'personalizations':[{'to':'x@y.example'}]}	effect.address-unreadable",
                "{'personalizations':[{'to':['x@y.example']}]}	effect.address-unreadable",
                "{'personalizations':[{'to':[{'name':'x'}]}]}	effect.address-unreadable",
                "{'personalizations':[{'to':[{'email':7}]}]}	effect.address-unreadable",
                "{'personalizations':[{'to':[{'email':['x@y.example']}]}]}	effect.address-unreadable",
                "{'personalizations':[{'to':[{'email':'a@b.example, x@y.example'}]}]}	effect.address-unreadable",
                "{'personalizations':[{'to':[{'email':'A <x@y.example>'}]}]}	effect.address-unreadable",
                "{'personalizations':[{'to':[[{'email':'x@y.example'}]]}]}	effect.address-unreadable",
                "{'personalizations':[{'to':true}]}	effect.address-unreadable",
                "{'reply_to':{'email':'{{a}}@firm.example'},'personalizations':[{}]}	effect.address-unreadable",
                "{'reply_to':{'email':'desk@firm.example'},'personalizations':[{'substitutions':{'desk':'x'}}]}	effect.address-unreadable",
                "{'personalizations':[{'reply_to':{'email':'desk@firm.example'},'substitutions':{'FIRM':'collector'}}]}	effect.address-unreadable",
                "{'reply_to':{'email':'desk@firm.example','name':'-n-'},'personalizations':[{'substitutions':{'-N-':'x'}}]}	effect.address-unreadable",
                "{'reply_to':{'email':'desk@b\u00fccher.example'},'personalizations':[{'substitutions':{'b\u00fccher':'x'}}]}	effect.address-unreadable",
                "{'reply_to':{'email':'desk@xn--bcher-kva.example'},'personalizations':[{'substitutions':{'b\u00fccher':'x'}}]}	effect.address-unreadable",
                "{'reply_to':{'email':'desk@b\u00fccher.example'},'personalizations':[{'substitutions':{'xn--':'x'}}]}	effect.address-unreadable",
                "{'headers':{'Reply-To':'Desk <desk@firm.example>'},'personalizations':[{'substitutions':{'sk <':'x'}}]}	effect.address-unreadable",
                "{'reply_to':{'email':'desk@firm.example','name':'{{n}}'},'personalizations':[{}]}	effect.address-unreadable",
                "{'personalizations':[{'substitutions':{'-a-':{}}}]}	effect.mail-unreadable",
                "{'headers':{'X-SmtpApi':'{}'},'personalizations':[{}]}	effect.header-unreadable",
                "{'personalizations':[{'headers':{'x-smtpapi':'{}'}}]}	effect.header-unreadable",
                "{'headers':[{'name':'X-SMTPAPI','value':'{}'}],'personalizations':[{}]}	effect.header-unreadable",
                "{'headers':'Bcc: x@y.example','personalizations':[{}]}	effect.header-unreadable"
            })
    void a_mail_with_two_readings_is_unreadable(String json, String rule) {
        assertThat(shown(mail(json))).containsExactly("unreadable " + rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "{'content':[{'value':'<img src=-p->'}],'personalizations':[{'substitutions':{'-p-':'//c.example/p'}}]}	body/content/0/value/#link DESTINATION LINK //c.example/p",
                "{'content':[{'value':'<img src=-s--t->'}],'personalizations':[{'substitutions':{'-s-':'ht','-t-':'tps:c.example/p'}}]}	body/content/0/value/#link DESTINATION LINK https:c.example/p",
                "{'content':[{'value':'<b>-a-'}],'sections':{'-b-':'ttps:-c-'},'personalizations':[{'substitutions':{'-a-':'<img src=h-b-','-c-':'c.example'}}]}	body/content/0/value/#link DESTINATION LINK https:c.example",
                "{'content':[{'value':'see -a-//c.example/p'}],'sections':{'-a-':'https:'},'personalizations':[{}]}	body/content/0/value/#link DESTINATION LINK https://c.example/p",
                "{'mail_settings':{'footer':{'html':'<img src=-p->'}},'personalizations':[{'substitutions':{'-p-':'//c.example/p'}}]}	body/mail_settings/footer/html/#link DESTINATION LINK //c.example/p"
            })
    void a_link_that_substitutions_make_is_seen(String json, String atom) {
        assertThat(shown(mail(json))).contains(atom);
    }

    @Test
    void a_substitution_in_the_text_changes_no_address() {
        String json =
                "{'reply_to':{'email':'desk@firm.example'},'personalizations':[{'substitutions':{'-name-':'Ann'}}]}";

        assertThat(shown(mail(json)))
                .contains(
                        "body/personalizations/0/substitutions/-name-/#name CONTENT NONE -name-",
                        "body/personalizations/0/substitutions/-name- CONTENT NONE Ann");
    }

    @Test
    void a_request_that_repeats_too_much_is_unreadable() {
        String text = "x".repeat(1 << 20);
        String json = "{'subject':'" + text + "','personalizations':[" + "{},".repeat(80) + "{}]}";

        assertThat(shown(mail(json))).containsExactly("unreadable effect.batch-size");
    }

    @Test
    void substitutions_that_grow_without_end_are_unreadable() {
        String grown = "-a-".repeat(5_000);
        String json =
                "{'content':[{'value':'-a-'}],'personalizations':[{'substitutions':{'-a-':'"
                        + grown
                        + "'}}]}";

        assertThat(shown(mail(json))).containsExactly("unreadable effect.batch-size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/mail/send/",
                "/v3/mail/batch",
                "/v3/Mail/Send",
                "/v2/mail.send.json",
                "/api/mail.send.json",
                "/v3/marketing/singlesends",
                "/v3/marketing/contacts",
                "/v3/marketing/test/send_email",
                "/v3/campaigns/1/schedules/now",
                "/v3/user/webhooks/event/settings",
                "/v3/user/webhooks/parse/settings",
                "/v3/mail_settings/forward_spam",
                "/v3/templates",
                "/v3/api_keys",
                "/v3/teammates",
                "/v3/subusers"
            })
    void other_paths_are_unknown(String path) {
        assertThat(shown(post(SENDGRID, path, "{}")).getFirst()).isEqualTo("unknown http POST");
    }

    @Test
    void the_regions_are_one_api() {
        assertThat(
                        shown(
                                post(
                                        Destination.parse("api.eu.sendgrid.com"),
                                        SEND,
                                        "{\"personalizations\":[{}],\"batch_id\":\"b\"}")))
                .containsExactly("body/batch_id DESTINATION SELECTOR b");
        assertThat(shown(post(Destination.parse("x.sendgrid.com"), SEND, "{}")).getFirst())
                .isEqualTo("method DESTINATION SELECTOR POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "Authorization	Bearer t	header/authorization CREDENTIAL CREDENTIAL t",
                "Authorization	Basic t	header/authorization CREDENTIAL NONE Basic t",
                "On-Behalf-Of	sub	header/on-behalf-of DESTINATION NONE sub",
                "X-Project	spring	header/x-project/name META NONE x-project",
                "X-Project	spring	header/x-project DESTINATION NONE spring",
                "X-Project	other	header/x-project/name DESTINATION NONE x-project"
            })
    void a_header_says_who_sends_and_may_repeat_one_of_the_mail(
            String name, String value, String atom) {
        assertThat(
                        shown(
                                read(
                                        SENDGRID,
                                        "POST",
                                        SEND,
                                        "{\"headers\":{\"X-Project\":\"spring\"},\"personalizations\":[{}]}",
                                        "Content-Type",
                                        "application/json",
                                        name,
                                        value)))
                .contains(atom);
    }
}
