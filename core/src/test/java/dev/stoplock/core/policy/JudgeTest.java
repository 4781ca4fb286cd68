package dev.stoplock.core.policy;

import static dev.stoplock.core.effect.Requests.POSTMARK;
import static dev.stoplock.core.effect.Requests.post;
import static dev.stoplock.core.effect.Requests.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.Contract;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {

    private static final String ASKED =
            "{'to':'ann@shop.example','subject':'Your invoice 17','textBody':'as agreed'}";
    private static final String MAIL =
            "{'From':'us@firm.example','To':'ann@shop.example','Subject':'Your invoice 17','TextBody':'as agreed'%s}";
    private static final String COPIED = MAIL.formatted(",'Bcc':'archive@collector.example'");
    private static final SecretName TOKEN = new SecretName("POSTMARK_TOKEN");
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "DEFAULT_SENDER_EMAIL",
                    "Us <us@FIRM.example>",
                    "ARCHIVE_BCC",
                    "keep@firm.example",
                    "REGION",
                    "eu",
                    "OWNER",
                    "o@firm.example");

    private static ServerPolicy policy(@Nullable MailRule rule, Modes modes) {
        return new ServerPolicy(
                new ServerName("mailer"),
                new Grant(Set.of(POSTMARK), Set.of(), SETTINGS),
                List.of(
                        new AcceptedDestination(
                                "const@firm.example", Role.BCC, "ann", "2026-11-22")),
                rule,
                modes);
    }

    private static Judge judge(Modes modes) {
        return judge(null, modes);
    }

    private static Judge judge(@Nullable MailRule rule, Modes modes) {
        ServerPolicy policy = policy(rule, modes);
        IssuedSecrets secrets =
                (presented, destination) ->
                        presented.equals("placeholder") && destination.equals(POSTMARK)
                                ? TOKEN
                                : null;
        return new Judge(policy, new DefaultContract(policy, secrets));
    }

    private static Lease lease(String id, String arguments) {
        JsonResult read =
                JsonReader.read(
                        arguments.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        JsonLimits.MESSAGE);
        Json json = ((JsonResult.Parsed) read).value();
        return new Lease(
                new ToolCall(
                        new CallId(id),
                        new AgentName("a"),
                        new ServerName("mailer"),
                        new InstanceId("i1"),
                        "sendEmail",
                        json,
                        Instant.EPOCH),
                List.of(),
                List.of());
    }

    private static Reading mail(String json) {
        return post(POSTMARK, "/email", json.replace('\'', '"'));
    }

    private static Judgement judged(Reading reading, Lease... leases) {
        return judge(Modes.ENFORCE).judge(reading, List.of(leases));
    }

    /** The lease after the exchange was let go and ended in this state. */
    private static Lease after(Lease lease, Judgement judgement, Spend.State state) {
        Lease next = lease;
        for (Judgement.Judged judged : judgement.effects()) {
            next =
                    next.withSpend(
                            new Spend(
                                    new EffectId("e1"),
                                    judged.key(),
                                    judged.explained().tokens(),
                                    Spend.State.SENT));
        }
        return next.withOutcome(new EffectId("e1"), state);
    }

    private static String said(Judgement judgement) {
        return judgement.verdict() instanceof Verdict.Deny(var rule, var sentence, var atoms)
                ? rule + ": " + sentence
                : "allow";
    }

    @Test
    void a_request_with_more_recipients_than_a_record_can_name_does_not_leave_in_any_mode() {
        String many =
                IntStream.range(0, 800)
                        .mapToObj(i -> "customer" + i + "@shop.example")
                        .collect(Collectors.joining(","));
        Lease call = lease("c1", "{'from':'me@shop.example','to':'" + many + "'}");
        Reading reading = mail("{'From':'me@shop.example','To':'" + many + "'}");
        Modes open = Modes.ENFORCE.with(RuleGroup.CONTRACT, Mode.OPEN);

        for (Modes modes : List.of(Modes.ENFORCE, open)) {
            Judgement judgement = judge(modes).judge(reading, List.of(call));
            assertThat(said(judgement)).startsWith("effect.too-many-recipients");
            assertThat(judgement.leaves()).isFalse();
            assertThat(judgement.call()).isEqualTo(new CallId("c1"));
        }
    }

    @Test
    void a_mail_as_asked_leaves_and_the_same_with_a_constant_copy_does_not() {
        Lease call = lease("c1", ASKED);

        assertThat(said(judged(mail(MAIL.formatted("")), call))).isEqualTo("allow");
        Judgement denied = judged(mail(COPIED), call);
        assertThat(denied.verdict().sentence())
                .isEqualTo(
                        "server added recipient archive@collector.example (Bcc), which the call did not name");
        assertThat(denied.verdict().rule().value()).isEqualTo("contract.recipient");
        assertThat(denied.leaves()).isFalse();
        assertThat(denied.call()).isEqualTo(new CallId("c1"));
        assertThat(((Verdict.Deny) denied.verdict()).atoms())
                .singleElement()
                .hasToString(
                        "Atom[path=body/bcc, kind=DESTINATION, role=BCC, value=archive@collector.example, form=PLAIN]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            value = {
                "{'to':'ann@shop.example'}	'To':'ann@SHOP.example'	allow",
                "{'to':'Ann <ann@shop.example>'}	'To':'ann@shop.example'	allow",
                "{'to':'ann@shop.example'}	'To':'Ann <ann@shop.example>'	allow",
                "{'to':'ann@shop.example'}	'To':'\\\"evil@x.example\\\" <ann@shop.example>'	contract.destination",
                "{'to':'a@b.example, c@d.example'}	'To':['c@d.example','a@b.example']	allow",
                "{'to':['a@b.example','c@d.example']}	'To':'a@b.example,c@d.example'	allow",
                "{'mail':{'recipients':[{'email':'a@b.example'}]}}	'To':'a@b.example'	allow",
                "{'cc':'a@b.example'}	'Cc':'a@b.example'	allow",
                "{'ccList':['a@b.example']}	'Cc':'a@b.example'	allow",
                "{'BCCList':['a@b.example']}	'Bcc':'a@b.example'	allow",
                "{'bcc':'a@b.example'}	'Bcc':'a@b.example'	allow",
                "{'replyTo':'a@b.example'}	'ReplyTo':'a@b.example'	allow",
                "{'from':'a@b.example'}	'From':'a@b.example'	allow",
                "{'to':'a@b.example'}	'Bcc':'a@b.example'	contract.recipient",
                "{'to':'a@b.example'}	'Cc':'a@b.example'	contract.recipient",
                "{'cc':'a@b.example'}	'To':'a@b.example'	contract.recipient",
                "{'to':'a@b.example'}	'To':'a@b.example','Bcc':'a@b.example'	contract.recipient",
                "{'to':'a@b.example'}	'To':'a@b.example, a@b.example'	contract.recipient",
                "{'to':'a@b.example, a@b.example'}	'To':'a@b.example, a@b.example'	allow",
                "{'to':'a@b.example'}	'To':'A@b.example'	contract.recipient",
                "{'to':'a@b.example'}	'To':'a@b.example.evil.example'	contract.recipient",
                "{'to':'a@paypal.example'}	'To':'a@pаypal.example'	contract.recipient",
                "{'to':'a@b.example'}	'ReplyTo':'a@b.example'	contract.reply-to",
                "{'to':'a@b.example'}	'From':'a@b.example'	contract.sender",
                "{'to':'a@b.example'}	'From':'evil@x.example'	contract.sender",
                "{'replyTo':'a@b.example'}	'Bcc':'a@b.example'	contract.recipient",
                "{'text':'write to a@b.example today'}	'To':'a@b.example'	contract.recipient",
                "{'text':'> From: a@b.example'}	'Bcc':'a@b.example'	contract.recipient",
                "{'to':7}	'To':'7@b.example'	contract.recipient",
                "{'forward':true}	'Forward':true	allow",
                "{'to':true}	'Forward':true	contract.destination",
                "{'n':7}	'TemplateId':7	allow",
                "{'n':7}	'TemplateId':8	contract.destination",
                "{'n':7}	'TemplateId':null	allow",
                "{'to':''}	'To':'','Cc':[],'Bcc':null,'ReplyTo':''	allow",
                "{'a':'x'}	'Bcc':'const@firm.example'	allow",
                "{'a':'x'}	'Cc':'const@firm.example'	contract.recipient",
                "{'a':'x'}	'From':'us@firm.example'	allow",
                "{'a':'x'}	'ReplyTo':'us@firm.example'	contract.reply-to",
                "{'a':'x'}	'Bcc':'us@firm.example'	contract.recipient",
                "{'a':'x'}	'Bcc':'keep@firm.example'	allow",
                "{'a':'x'}	'Bcc':'keep@firm.example, keep@firm.example'	contract.recipient",
                "{'a':'x'}	'To':'keep@firm.example'	contract.recipient",
                "{'a':'x'}	'ReplyTo':'o@firm.example'	allow",
                "{'a':'x'}	'MessageStream':'outbound'	allow",
                "{'a':'x'}	'MessageStream':'eu'	allow",
                "{'a':'x'}	'MessageStream':'broadcast'	contract.destination",
                "{'a':'x'}	'Unknown':'x'	allow",
                "{'a':'x'}	'Unknown':'y'	contract.destination",
                "{'a':'x'}	'Unknown':[]	contract.destination",
                "{'a':'x'}	'some text that leaves':null	contract.destination",
                "{'a':'x'}	'Metadata':{'k':'plain'}	allow",
                "{'a':'x'}	'Metadata':{'k':'evil@x.example'}	contract.destination",
                "{'a':'x'}	'Metadata':{'evil@x.example':'k'}	contract.destination",
                "{'a':'x'}	'Metadata':{'k':'ev​il@x.example'}	contract.destination",
                "{'a':'x'}	'Tag':'https://x.example/?d=1'	contract.destination",
                "{'a':'https://x.example/?d=1'}	'Tag':'https://x.example/?d=1'	allow",
                "{'a':'x'}	'Headers':[{'Name':'Bcc','Value':'evil@x.example'}]	contract.recipient",
                "{'a':'x'}	'Headers':[{'Name':'Return-Path','Value':'evil@x.example'}]	contract.reply-to",
                "{'a':'x'}	'Headers':[{'Name':'X-note that leaves','Value':''}]	effect.header-unreadable",
                "{'a':'x'}	'Headers':[{'Name':'X-note','Value':''}]	contract.destination",
                "{'a':'x'}	'Attachments':[{'Name':'n','Content':'eA==','ContentID':'evil@x.example'}]	contract.destination",
                "{'a':'x'}	'TrackOpens':'plain words in a flag'	allow"
            })
    void each_destination_equals_something_asked_set_or_accepted(
            String arguments, String fields, String expected) {
        String said = said(judged(mail("{" + fields + "}"), lease("c1", arguments)));

        assertThat(said.replaceAll(": .*", "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "X-Postmark-Server-Token	placeholder	allow",
                "X-Postmark-Server-Token	foreign	credential.foreign",
                "X-Postmark-Account-Token	foreign	credential.foreign",
                "Authorization	Bearer placeholder	credential.foreign",
                "X-Postmark-Account-Token	placeholder	credential.foreign",
                "X-Api-Key	placeholder	credential.foreign",
                "Cookie	placeholder	credential.foreign",
                "Authorization	Bearer foreign	credential.foreign",
                "Authorization	Basic cGxhY2Vob2xkZXI=	credential.foreign",
                "X-Postmark-Server-Token	placeholder foreign	credential.foreign",
                "X-Postmark-Server-Token	''	credential.foreign",
                "Cookie	session=1	credential.foreign",
                "X-Api-Key	foreign	credential.foreign",
                "X-Custom-Token	foreign	contract.destination",
                "X-Custom-Token	placeholder	contract.destination",
                "X-words-that-leave	''	contract.destination",
                "X-HTTP-Method-Override	DELETE	wire.override",
                "User-Agent	anything at all	allow"
            })
    void credentials_are_the_brokers_and_other_headers_are_explained(
            String name, String value, String expected) {
        Reading reading =
                read(
                        POSTMARK,
                        "POST",
                        "/email",
                        MAIL.formatted("").replace('\'', '"'),
                        "Content-Type",
                        "application/json",
                        name,
                        value.replace("''", ""));

        assertThat(said(judged(reading, lease("c1", ASKED))).replaceAll(": .*", ""))
                .isEqualTo(expected);
    }

    @Test
    void a_placeholder_for_one_host_is_foreign_on_another_and_the_host_itself_is_not_granted() {
        Destination other = Destination.parse("api.resend.com");
        Reading reading =
                read(
                        other,
                        "POST",
                        "/emails",
                        "{\"to\":\"ann@shop.example\"}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer placeholder");
        Judgement judgement = judged(reading, lease("c1", ASKED));

        assertThat(judgement.violations().stream().map(violation -> violation.rule().value()))
                .containsExactly("host.not-granted", "credential.foreign");
        assertThat(judgement.secrets()).isEmpty();
    }

    @Test
    void each_asked_recipient_is_spent_once_in_two_mails_and_in_a_batch() {
        Lease call = lease("c1", ASKED);
        Judgement first = judged(mail(MAIL.formatted("")), call);
        Lease spent = after(call, first, Spend.State.SENT);
        String batch =
                ("[" + MAIL.formatted("") + "," + MAIL.formatted("") + "]").replace('\'', '"');

        assertThat(said(judged(mail(MAIL.formatted("")), spent)))
                .isEqualTo(
                        "contract.recipient: server sent to ann@shop.example (To) once more than the call asked");
        assertThat(said(judged(post(POSTMARK, "/email/batch", batch), call)))
                .startsWith("contract.recipient: server sent to ann");
        assertThat(
                        said(
                                judged(
                                        post(
                                                POSTMARK,
                                                "/email/batch",
                                                "[" + MAIL.formatted("").replace('\'', '"') + "]"),
                                        call)))
                .isEqualTo("allow");
        assertThat(said(judged(mail("{'To':'','Subject':'x'}"), spent))).isEqualTo("allow");
    }

    @Test
    void one_denied_mail_refuses_the_batch_whole() {
        String batch = ("[" + MAIL.formatted("") + ",{'To':'evil@x.example'}]").replace('\'', '"');

        assertThat(said(judged(post(POSTMARK, "/email/batch", batch), lease("c1", ASKED))))
                .contains("evil@x.example (To)");
    }

    @Test
    void after_a_refusal_upstream_the_same_may_go_again_and_nothing_else() {
        Lease call = lease("c1", ASKED);
        Judgement first = judged(mail(MAIL.formatted("")), call);
        Lease failed = after(call, first, Spend.State.RETRYABLE);

        Judgement again = judged(mail(MAIL.formatted("")), failed);
        assertThat(said(again)).isEqualTo("allow");
        assertThat(said(judged(mail(MAIL.formatted("").replace("as agreed", "changed")), failed)))
                .startsWith("contract.recipient");
        assertThat(said(judged(mail(MAIL.formatted(",'Tag':'more'")), failed)))
                .startsWith("contract.recipient");
        assertThat(
                        said(
                                judged(
                                        post(
                                                POSTMARK,
                                                "/email/withTemplate",
                                                MAIL.formatted("").replace('\'', '"')),
                                        failed)))
                .startsWith("contract.recipient");
        Lease twice = after(failed, again, Spend.State.SENT);
        assertThat(said(judged(mail(MAIL.formatted("")), twice))).startsWith("contract.recipient");
    }

    @Test
    void a_mail_of_unknown_fate_counts_as_sent() {
        Lease call = lease("c1", ASKED);
        Lease unknown = after(call, judged(mail(MAIL.formatted("")), call), Spend.State.UNKNOWN);

        assertThat(said(judged(mail(MAIL.formatted("")), unknown)))
                .startsWith("contract.retry-unknown: server sent to ann@shop.example");
    }

    @Test
    void two_different_contents_never_have_the_same_retry_key() {
        String one = judged(mail("{'X=1:a\\nbody/y':'v'}")).effects().getFirst().key();
        String two = judged(mail("{'X':'a','y':'v'}")).effects().getFirst().key();

        assertThat(one).isNotEqualTo(two);
        assertThat(judged(mail("{'Subject':'a','TextBody':''}")).effects().getFirst().key())
                .isNotEqualTo(
                        judged(mail("{'Subject':'','TextBody':'a'}")).effects().getFirst().key());
    }

    @Test
    void recipients_of_two_calls_in_one_mail_are_a_leak_between_calls() {
        Lease one = lease("c1", "{'to':'ann@shop.example','subject':'one'}");
        Lease two = lease("c2", "{'to':'bob@bank.example','subject':'two'}");

        assertThat(said(judged(mail("{'To':'ann@shop.example, bob@bank.example'}"), one, two)))
                .startsWith("contract.recipient");
        Judgement second = judged(mail("{'To':'bob@bank.example'}"), one, two);
        assertThat(said(second)).isEqualTo("allow");
        assertThat(second.call()).isEqualTo(new CallId("c2"));
    }

    @Test
    void the_denial_names_the_call_that_explains_most() {
        Lease far = lease("c1", "{'to':'bob@bank.example'}");
        Lease near = lease("c2", "{'to':'ann@shop.example','cc':'eve@shop.example'}");
        Judgement judgement =
                judged(
                        mail(
                                "{'To':'ann@shop.example','Cc':'eve@shop.example','Bcc':'x@y.example'}"),
                        far,
                        near);

        assertThat(judgement.call()).isEqualTo(new CallId("c2"));
        assertThat(judgement.verdict().sentence()).contains("x@y.example (Bcc)");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"OPEN", "REPORT"})
    void where_nothing_is_enforced_the_call_that_explains_all_is_still_the_one_that_is_charged(
            Mode mode) {
        Lease other = lease("c1", "{'to':'bob@bank.example'}");
        Judgement judgement =
                judge(Modes.ENFORCE.with(RuleGroup.CONTRACT, mode))
                        .judge(mail(MAIL.formatted("")), List.of(other, lease("c2", ASKED)));

        assertThat(judgement.call()).isEqualTo(new CallId("c2"));
        assertThat(judgement.violations()).isEmpty();
    }

    @Test
    void the_search_ends_at_the_first_call_that_explains_all() {
        ServerPolicy policy = policy(null, Modes.ENFORCE);
        Contract contract = new DefaultContract(policy, (presented, destination) -> TOKEN);
        List<@Nullable Lease> tried = new ArrayList<>();
        Lease other = lease("c1", "{'to':'bob@bank.example'}");
        Lease first = lease("c2", ASKED);
        Judgement judgement =
                new Judge(
                                policy,
                                (effect, lease, key) -> {
                                    tried.add(lease);
                                    return contract.explain(effect, lease, key);
                                })
                        .judge(mail(MAIL.formatted("")), List.of(other, first, lease("c3", ASKED)));

        assertThat(judgement.call()).isEqualTo(new CallId("c2"));
        assertThat(tried).containsExactly(other, first);
    }

    @Test
    void without_an_open_call_nothing_leaves_though_every_value_is_a_setting() {
        Judgement judgement = judged(mail("{'From':'us@firm.example','Bcc':'keep@firm.example'}"));

        assertThat(said(judgement))
                .isEqualTo(
                        "effect.no-call: server tried postmark POST /email to api.postmarkapp.com:443 while no call was open");
        assertThat(judgement.call()).isNull();
    }

    @Test
    void an_answer_given_in_the_call_explains_what_it_names() {
        Lease call = lease("c1", "{'subject':'x'}");
        Lease answered = call.withAnswer(Json.object().put("cc", "a@b.example").build());

        assertThat(said(judged(mail("{'Cc':'a@b.example'}"), call)))
                .startsWith("contract.recipient");
        assertThat(said(judged(mail("{'Cc':'a@b.example'}"), answered))).isEqualTo("allow");
    }

    @ParameterizedTest
    @CsvSource({
        "*@shop.example, ann@shop.example, true",
        "*@shop.example, ann@SHOP.example, true",
        "ann@shop.example, ann@shop.example, true",
        "*@shop.example, ann@evil-shop.example, false",
        "*@shop.example, ann@sub.shop.example, false",
        "*@shop.example, ann@shop.example.evil.example, false",
        "ann@shop.example, xann@shop.example, false",
        "bob@shop.example, ann@shop.example, false"
    })
    void the_allowlist_holds_for_what_the_call_itself_asked(
            String pattern, String recipient, boolean allowed) {
        Judge judge = judge(new MailRule(List.of(pattern)), Modes.ENFORCE);

        for (String role : List.of("to", "cc", "bcc")) {
            Judgement judgement =
                    judge.judge(
                            mail("{'" + role + "':'" + recipient + "'}"),
                            List.of(lease("c1", "{'" + role + "':'" + recipient + "'}")));
            assertThat(judgement.leaves()).isEqualTo(allowed);
            assertThat(said(judgement)).startsWith(allowed ? "allow" : "recipients.not-allowed");
        }
    }

    @Test
    void an_empty_allowlist_allows_nobody_and_stops_a_mail_that_cannot_be_read() {
        Judge judge =
                judge(new MailRule(List.of()), Modes.ENFORCE.with(RuleGroup.CONTRACT, Mode.REPORT));

        assertThat(judge.judge(mail(MAIL.formatted("")), List.of(lease("c1", ASKED))).leaves())
                .isFalse();
        assertThat(
                        judge.judge(post(POSTMARK, "/Email", "{}"), List.of(lease("c1", ASKED)))
                                .leaves())
                .isFalse();
        assertThat(
                        judge.judge(
                                        read(POSTMARK, "GET", "/servers", ""),
                                        List.of(lease("c1", ASKED)))
                                .leaves())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CONTRACT, ENFORCE, false, deny, ENFORCE",
        "CONTRACT, REPORT, true, deny, REPORT",
        "CONTRACT, OPEN, true, allow, OPEN",
        "RECIPIENTS, REPORT, false, deny, ENFORCE",
        "CREDENTIAL, OPEN, false, deny, ENFORCE",
        "HOST, OPEN, false, deny, ENFORCE"
    })
    void a_mode_holds_for_its_group_only(
            RuleGroup group, Mode mode, boolean leaves, String verdict, Mode shown) {
        Judgement judgement =
                judge(Modes.ENFORCE.with(group, mode))
                        .judge(mail(COPIED), List.of(lease("c1", ASKED)));

        assertThat(judgement.leaves()).isEqualTo(leaves);
        assertThat(judgement.mode()).isEqualTo(shown);
        assertThat(judgement.verdict() instanceof Verdict.Deny).isEqualTo(verdict.equals("deny"));
    }

    @Test
    void of_several_reasons_the_enforced_one_is_told_and_refuses() {
        Judge judge =
                judge(
                        new MailRule(List.of("*@shop.example")),
                        Modes.ENFORCE.with(RuleGroup.CONTRACT, Mode.REPORT));
        Judgement judgement = judge.judge(mail(COPIED), List.of(lease("c1", ASKED)));

        assertThat(said(judgement))
                .startsWith("recipients.not-allowed: recipient archive@collector.example");
        assertThat(judgement.leaves()).isFalse();
        assertThat(judgement.violations()).hasSize(2);
    }

    @Test
    void what_cannot_be_read_is_refused_in_every_mode() {
        Modes open = Modes.ENFORCE;
        for (RuleGroup group : RuleGroup.values()) {
            open = group == RuleGroup.ALWAYS ? open : open.with(group, Mode.OPEN);
        }
        Judge judge = judge(open);

        assertThat(
                        judge.judge(
                                        mail("{'To':'a@b.example','to':'c@d.example'}"),
                                        List.of(lease("c1", ASKED)))
                                .leaves())
                .isFalse();
        assertThat(judge.judge(mail("{'To':'a@b.example'"), List.of()).leaves()).isFalse();
        assertThat(judge.judge(mail(COPIED), List.of()).leaves()).isTrue();
    }

    @Test
    void what_no_adapter_reads_is_denied_and_leaves_in_report_mode_only() {
        Reading unknown = post(POSTMARK, "/Email", COPIED.replace('\'', '"'));
        Lease call = lease("c1", "{'path':'Email'}");

        assertThat(said(judged(unknown, call)))
                .startsWith(
                        "contract.no-adapter: no adapter reads http POST to api.postmarkapp.com");
        assertThat(
                        judge(Modes.ENFORCE.with(RuleGroup.CONTRACT, Mode.REPORT))
                                .judge(unknown, List.of(call))
                                .leaves())
                .isTrue();
    }

    @Test
    void what_content_and_meta_carry_is_counted() {
        assertThat(
                        judged(
                                        mail(
                                                "{'Subject':'12345','TrackOpens':true,'Metadata':{'abc':'de'}}"),
                                        lease("c1", "{}"))
                                .unjudgedBytes())
                .isEqualTo(5 + 4 + 3 + 2 + "application/json".length());
    }
}
