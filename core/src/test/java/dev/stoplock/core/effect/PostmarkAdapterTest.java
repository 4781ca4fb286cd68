package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.POSTMARK;
import static dev.stoplock.core.effect.Requests.get;
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

class PostmarkAdapterTest {

    @Test
    void each_recipient_of_a_mail_is_a_value_of_its_own_in_its_role() {
        String mail =
                """
                {"From":"Shop <shop@us.example>","To":"a@b.example, C <c@D.example>","cc":"e@f.example","BCC":"g@h.example",
                 "ReplyTo":"","Subject":"Hi","TextBody":"text","MessageStream":"outbound","TrackOpens":true}\
                """;

        assertThat(shown(post(POSTMARK, "/email", mail)))
                .containsExactlyInAnyOrder(
                        "body/from DESTINATION FROM shop@us.example",
                        "body/from/display CONTENT NONE Shop",
                        "body/to DESTINATION TO a@b.example",
                        "body/to DESTINATION TO c@d.example",
                        "body/to/display CONTENT NONE C",
                        "body/cc DESTINATION CC e@f.example",
                        "body/bcc DESTINATION BCC g@h.example",
                        "body/replyto DESTINATION REPLY_TO ",
                        "body/subject CONTENT NONE Hi",
                        "body/textbody CONTENT NONE text",
                        "body/messagestream META NONE outbound",
                        "body/trackopens META NONE true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "/email	{'Bcc':'x@y.example'}	body/bcc DESTINATION BCC x@y.example",
                "/email	{'bCC':'x@y.example'}	body/bcc DESTINATION BCC x@y.example",
                "/email	{'\\u0042cc':'x@y.example'}	body/bcc DESTINATION BCC x@y.example",
                "/email	{'Bcc':['x@y.example']}	body/bcc/0 DESTINATION BCC x@y.example",
                "/email/withTemplate	{'TemplateId':7,'TemplateModel':{'to':'x@y.example'}}	body/templateid DESTINATION SELECTOR 7",
                "/email/withTemplate	{'TemplateId':7,'TemplateModel':{'to':'x@y.example'}}	body/templatemodel/to DESTINATION NONE x@y.example",
                "/email/withTemplate	{'TemplateModel':{'x@y.example':1}}	body/templatemodel/x@y.example/#name DESTINATION NONE x@y.example",
                "/email/withTemplate	{'TemplateAlias':'other'}	body/templatealias DESTINATION SELECTOR other",
                "/email	{'MessageStream':'broadcast'}	body/messagestream DESTINATION SELECTOR broadcast",
                "/email	{'Metadata':{'k':'https://collector.example'}}	body/metadata/k DESTINATION NONE https://collector.example",
                "/email	{'Tag':'x%40y.example'}	body/tag DESTINATION NONE x%40y.example",
                "/email	{'TrackLinks':'collector.example'}	body/tracklinks DESTINATION NONE collector.example",
                "/email	{'Forward':'x'}	body/forward DESTINATION NONE x",
                "/email	{'Forward':[]}	body/forward DESTINATION NONE ''",
                "/email	{'Attachments':[{'Name':'invoice.pdf'}]}	body/attachments/0/name CONTENT NONE invoice.pdf",
                "/email	{'Attachments':[{'Name':'x@y.example'}]}	body/attachments/0/name DESTINATION NONE x@y.example",
                "/email	{'Metadata':{'order.id':'7'}}	body/metadata/order.id/#name CONTENT NONE order.id",
                "/email	{'a secret':{}}	body/a secret/#name CONTENT NONE a secret",
                "/email	{'a secret':null}	body/a secret DESTINATION NONE ''",
                "/email	{'Headers':[{'Name':'Bcc','Value':'x@y.example'}]}	body/headers/bcc DESTINATION BCC x@y.example",
                "/email	{'Headers':[{'name':'cC','value':'x@y.example'}]}	body/headers/cc DESTINATION CC x@y.example",
                "/email	{'Headers':[{'Name':'Reply-To','Value':'x@y.example'}]}	body/headers/reply-to DESTINATION REPLY_TO x@y.example",
                "/email	{'Headers':[{'Name':'Resent-Bcc','Value':'x@y.example'}]}	body/headers/resent-bcc DESTINATION BCC x@y.example",
                "/email	{'Headers':[{'Name':'Sender','Value':'x@y.example'}]}	body/headers/sender DESTINATION FROM x@y.example",
                "/email	{'Headers':[{'Name':'X-PM-Forward','Value':'x'}]}	body/headers/x-pm-forward DESTINATION NONE x",
                "/email	{'Headers':[{'Name':'X-secret','Value':''}]}	body/headers/x-secret DESTINATION NONE ''",
                "/email	{'Headers':[{'Name':'Disposition-Notification-To','Value':'x@y.example'}]}	body/headers/disposition-notification-to DESTINATION REPLY_TO x@y.example",
                "/email	{'Headers':[{'Name':'Message-ID','Value':'<1@y.example>'}]}	body/headers/message-id META NONE <1@y.example>",
                "/email	{'Headers':[{'Name':'Message-ID','Value':'1@y.example'}]}	body/headers/message-id DESTINATION NONE 1@y.example",
                "/email	{'Headers':[{'Name':'X-Priority','Value':'x@y.example'}]}	body/headers/x-priority DESTINATION NONE x@y.example",
                "/email	{'Attachments':[{'Name':'bill','Content':'eA==','ContentID':'cid:a'}]}	body/attachments/0/contentid META NONE cid:a",
                "/email	{'Attachments':[{'ContentID':'x@y.example'}]}	body/attachments/0/contentid DESTINATION NONE x@y.example",
                "/email	{'Attachments':[{'Url':'x'}]}	body/attachments/0/url DESTINATION NONE x",
                "/email/batch	[{'To':'a@b.example'},{'Bcc':'x@y.example'}]	body/1/bcc DESTINATION BCC x@y.example",
                "/email/batchWithTemplates	{'Messages':[{'To':'a@b.example'},{'Cc':'x@y.example'}]}	body/1/cc DESTINATION CC x@y.example",
                "/email/bulk	{'From':'s@u.example','Messages':[{'Bcc':'x@y.example'}]}	body/bcc DESTINATION BCC x@y.example",
                "/email/bulk	{'From':'s@u.example','Messages':[{'To':'x@y.example'}]}	body/from DESTINATION FROM s@u.example",
                "/email/bulk	{'Bcc':'z@y.example','Messages':[{'To':'x@y.example'}]}	body/bcc DESTINATION BCC z@y.example",
                "/email?Bcc=x	{'To':'a@b.example'}	query/Bcc DESTINATION NONE x",
                "/email?secret	{'To':'a@b.example'}	query/secret DESTINATION NONE ''"
            })
    void what_a_mail_says_besides_its_text_is_seen_wherever_it_stands(
            String path, String json, String atom) {
        assertThat(shown(post(POSTMARK, path, json.replace('\'', '"'))))
                .contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "/email	{'Bcc':'x@y.example','bcc':''}	wire.duplicate-key",
                "/email	{'Bcc':'x@y.example','Bcc':''}	wire.json",
                "/email	{'Bcc':'x@y.example','B\\u0063c':''}	wire.json",
                "/email	{'Headers':[{'Name':'Bcc','Value':'x@y.example','name':'X'}]}	wire.duplicate-key",
                "/email	{'Bcc':{'Email':'x@y.example'}}	effect.address-unreadable",
                "/email	{'Bcc':7}	effect.address-unreadable",
                "/email	{'Bcc':true}	effect.address-unreadable",
                "/email	{'Bcc':[['x@y.example']]}	effect.address-unreadable",
                "/email	{'To':'a@b.example; x@y.example'}	effect.address-unreadable",
                "/email	{'To':'a@b.example\\r\\nBcc: x@y.example'}	effect.address-unreadable",
                "/email	{'Headers':[{'Name':'Bcc ','Value':'x@y.example'}]}	effect.header-unreadable",
                "/email	{'Headers':[{'Name':'X:','Value':'x'}]}	effect.header-unreadable",
                "/email	{'Headers':[{'Name':'X-A','Value':'x\\r\\nBcc: x@y.example'}]}	effect.header-unreadable",
                "/email	{'Headers':[{'Name':'X-A','Value':['x']}]}	effect.header-unreadable",
                "/email	{'Headers':[{'Name':'X-A'}]}	effect.header-unreadable",
                "/email	{'Headers':[{'Name':'X-A','Value':'x','More':'y'}]}	effect.header-unreadable",
                "/email	{'Headers':'Bcc: x@y.example'}	effect.header-unreadable",
                "/email	[]	effect.mail-unreadable",
                "/email	nothing	wire.json",
                "/email	{} {}	wire.json",
                "/email/batch	[]	effect.batch-size",
                "/email/batch	{'To':'a@b.example'}	effect.batch-unreadable",
                "/email/batch	[[]]	effect.mail-unreadable",
                "/email/batchWithTemplates	{'To':'a@b.example'}	effect.batch-unreadable",
                "/email/batchWithTemplates	{'Messages':[],'messages':[]}	wire.duplicate-key",
                "/email?a=1&A=2	{}	wire.duplicate-parameter",
                "/email?a=%ff	{}	wire.target"
            })
    void a_mail_with_two_readings_is_unreadable(String path, String json, String rule) {
        assertThat(
                        shown(
                                post(
                                        POSTMARK,
                                        path,
                                        json.equals("nothing") ? "" : json.replace('\'', '"'))))
                .containsExactly("unreadable " + rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain", "application/json; charset=utf-16", "application/json, text/plain",
                        "application/json;charset=utf-7",
                "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                        "application/json; boundary=x", ""
            })
    void a_mail_announced_as_anything_but_plain_json_is_unreadable(String type) {
        assertThat(shown(read(POSTMARK, "POST", "/email", "{}", "Content-Type", type)))
                .containsExactly("unreadable wire.content-type");
        assertThat(shown(read(POSTMARK, "POST", "/email", "{}")))
                .containsExactly("unreadable wire.content-type");
        assertThat(
                        shown(
                                read(
                                        POSTMARK,
                                        "POST",
                                        "/email",
                                        "{}",
                                        "Content-Type",
                                        "application/json",
                                        "Content-Type",
                                        "application/json")))
                .containsExactly("unreadable wire.content-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /Email",
                "POST /email/",
                "POST //email",
                "POST /email/../servers",
                "POST /%65mail",
                "POST /email;x=1",
                "POST /email/batch/",
                "POST /servers",
                "PUT /email",
                "HEAD /templates",
                "DELETE /templates/1",
                "PUT /templates/1",
                "POST /templates",
                "GET /templates/",
                "GET /templates/1/x",
                "GET /servers",
                "GET /messages/outbound",
                "GET /stats/outbound/smuggled",
                "GET /stats/outbound/opens/smuggled",
                "GET /deliverystats/",
                "GET /Templates",
                "GET /bounces/1/dump",
                "PATCH /email",
                "OPTIONS /email"
            })
    void what_is_no_operation_of_the_adapter_is_unknown(String line) {
        String[] parts = line.split(" ");

        assertThat(shown(read(POSTMARK, parts[0], parts[1], "")).getFirst())
                .isIn(
                        "unknown http " + parts[0],
                        "method DESTINATION SELECTOR " + parts[0],
                        "unreadable wire.target");
    }

    @Test
    void a_host_that_only_contains_the_name_is_another_host() {
        Reading reading =
                read(Destination.parse("api.postmarkapp.com.evil.example"), "POST", "/email", "{}");

        assertThat(shown(reading).getFirst()).isEqualTo("method DESTINATION SELECTOR POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "/templates/7	path/template DESTINATION SELECTOR 7",
                "/templates/my%20letter	path/template DESTINATION SELECTOR my letter",
                "/templates/a+b	path/template DESTINATION SELECTOR a+b",
                "/templates?Count=10&Offset=0	query/count META NONE 10",
                "/templates?count=10%40y	query/count DESTINATION NONE 10@y",
                "/templates?TemplateType=Standard	query/templatetype META NONE Standard",
                "/templates?LayoutTemplate=x	query/layouttemplate DESTINATION SELECTOR x",
                "/stats/outbound?tag=x%40y.example	query/tag DESTINATION NONE x@y.example",
                "/stats/outbound?tag=x%2540y.example	query/tag DESTINATION NONE x%40y.example",
                "/stats/outbound?tag=welcome	query/tag CONTENT NONE welcome",
                "/stats/outbound?messagestream=other	query/messagestream DESTINATION SELECTOR other",
                "/stats/outbound?messagestream=outbound	query/messagestream META NONE outbound",
                "/stats/outbound/opens/platforms?x=1	query/x DESTINATION NONE 1",
                "/stats/outbound?x	query/x DESTINATION NONE ''",
                "/stats/outbound?fromdate=2026-11-01;tag=x	query/fromdate CONTENT NONE 2026-11-01;tag=x"
            })
    void a_look_up_says_what_it_selects(String target, String atom) {
        assertThat(shown(get(target))).contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/templates/..", "/templates/.", "/templates/%2e%2e", "/templates/..%2fservers",
                        "/templates/a%2Fb", "/templates/a%5cb",
                "/templates/a%252fb", "/templates/1;x=2", "/templates/1%3Fx", "/templates/1%23",
                        "/templates/%00", "/templates/%0d%0a",
                "/templates/%ff", "/templates/%20", "/templates/a%E2%80%8Bb"
            })
    void a_template_name_that_could_be_another_path_is_unreadable(String target) {
        assertThat(shown(get(target))).containsExactly("unreadable wire.target");
    }

    @Test
    void a_look_up_with_a_body_is_unreadable() {
        assertThat(shown(read(POSTMARK, "GET", "/templates", "{}")))
                .containsExactly("unreadable wire.body-on-read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "X-Postmark-Server-Token	t	header/x-postmark-server-token CREDENTIAL CREDENTIAL t",
                "X-POSTMARK-ACCOUNT-TOKEN	t	header/x-postmark-account-token CREDENTIAL NONE t",
                "Authorization	Bearer t	header/authorization CREDENTIAL NONE Bearer t",
                "Authorization	Basic dDp0	header/authorization CREDENTIAL NONE Basic dDp0",
                "Cookie	a=b	header/cookie CREDENTIAL NONE a=b",
                "X-Postmark-Stream	x	header/x-postmark-stream DESTINATION NONE x",
                "X-Postmark-Server-Token-2	t	header/x-postmark-server-token-2 DESTINATION NONE t",
                "X-Anything	''	header/x-anything DESTINATION NONE ''",
                "User-Agent	node	header/user-agent META NONE node",
                "User-Agent	node.js/20.1	header/user-agent META NONE node.js/20.1",
                "User-Agent	x@y.example	header/user-agent DESTINATION NONE x@y.example",
                "Idempotency-Key	https://collector.example	header/idempotency-key DESTINATION NONE https://collector.example",
                "Idempotency-Key	6f1c	header/idempotency-key META NONE 6f1c",
                "Accept	collector.example	header/accept DESTINATION NONE collector.example"
            })
    void each_header_off_the_closed_list_is_a_destination(String name, String value, String atom) {
        assertThat(
                        shown(
                                read(
                                        POSTMARK,
                                        "POST",
                                        "/email",
                                        "{}",
                                        "Content-Type",
                                        "application/json",
                                        name,
                                        value.replace("''", ""))))
                .contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-HTTP-Method-Override",
                "X-Http-Method",
                "X-Method-Override",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Forwarded-Host"
            })
    void a_header_that_says_another_method_path_or_host_makes_a_request_unreadable(String name) {
        assertThat(shown(read(POSTMARK, "GET", "/templates/1", "", name, "DELETE")))
                .containsExactly("unreadable wire.override");
        assertThat(shown(read(POSTMARK, "GET", "/elsewhere", "", name, "DELETE")))
                .containsExactly("unreadable wire.override");
    }

    @Test
    void a_credential_that_stands_twice_is_unreadable() {
        assertThat(
                        shown(
                                read(
                                        POSTMARK,
                                        "GET",
                                        "/templates",
                                        "",
                                        "X-Postmark-Server-Token",
                                        "a",
                                        "x-postmark-server-token",
                                        "b")))
                .containsExactly("unreadable wire.duplicate-header");
    }

    @Test
    void the_name_of_what_nobody_documents_is_a_value_that_leaves() {
        String mail =
                "{\"To\":\"a@b.example\",\"Headers\":[{\"Name\":\"X-Free-Text\",\"Value\":\"v\"}]}";

        assertThat(
                        Requests.shown(
                                Requests.read(
                                        Requests.POSTMARK,
                                        "POST",
                                        "/email?free-text=v",
                                        mail,
                                        "Content-Type",
                                        "application/json",
                                        "X-More-Text",
                                        "v")))
                .contains(
                        "query/free-text/name DESTINATION NONE free-text",
                        "header/x-more-text/name DESTINATION NONE x-more-text",
                        "body/headers/x-free-text/name META NONE X-Free-Text");
        assertThat(Requests.shown(Requests.get("/deliverystats?free-text=v&count=2")))
                .contains("query/free-text/name DESTINATION NONE free-text")
                .doesNotContain("query/count/name DESTINATION NONE count");
    }
}
