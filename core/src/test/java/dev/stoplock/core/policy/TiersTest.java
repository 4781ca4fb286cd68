package dev.stoplock.core.policy;

import static dev.stoplock.core.effect.Requests.POSTMARK;
import static dev.stoplock.core.effect.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Tiers;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contents (tier 2) and meta (tier 3) under the default contract. */
class TiersTest {

    private static final Destination API = new Destination("api.notes.example", Destination.HTTPS);
    private static final Tiers CONTENT = new Tiers(true, false);
    private static final Tiers META = new Tiers(false, true);
    private static final String CALL =
            "{'to':'ann@shop.example','subject':'Your invoice 17','text':'one\\ntwo','when':"
                    + "'2026-11-23T10:00:00+01:00','labels':['red','blue'],'draft':true,"
                    + "'note':{'a':'x'},'of':'notes','amount':12.50}";

    private static Judge judge(Modes modes) {
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(
                                Set.of(POSTMARK, API),
                                Set.of(),
                                Map.of("FROM", "us@firm.example", "FOOTER", "Firm & Sons")),
                        List.of(),
                        null,
                        modes);
        return new Judge(
                policy,
                new DefaultContract(policy, (presented, to) -> new SecretName("POSTMARK_TOKEN")));
    }

    private static Lease lease(String id, String arguments, Tiers tiers) {
        JsonResult read =
                JsonReader.read(
                        arguments.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        JsonLimits.MESSAGE);
        return new Lease(
                        new ToolCall(
                                new CallId(id),
                                new AgentName("a"),
                                new ServerName("mailer"),
                                new InstanceId("i1"),
                                "sendEmail",
                                ((JsonResult.Parsed) read).value(),
                                Instant.parse("2026-11-23T12:00:00Z")),
                        List.of(),
                        List.of())
                .withTiers(tiers);
    }

    /** A mail to who was asked for, with these further members. */
    private static Judgement mail(String members, Tiers tiers) {
        return judge(Modes.ENFORCE)
                .judge(
                        post(
                                POSTMARK,
                                "/email",
                                ("{'From':'us@firm.example','To':'ann@shop.example'"
                                                + members
                                                + "}")
                                        .replace('\'', '"')),
                        List.of(lease("c1", CALL, tiers)));
    }

    private static Judgement note(String body, Tiers tiers) {
        return judge(Modes.ENFORCE)
                .judge(
                        post(API, "/notes", body.replace('\'', '"')),
                        List.of(lease("c1", CALL, tiers)));
    }

    private static Contents contents(Judgement judged) {
        assertThat(judged.contents()).as(judged.verdict().toString()).isNotNull();
        return Objects.requireNonNull(judged.contents());
    }

    /** The bytes of a granted file that an argument names are the call's, and no others are. */
    @ParameterizedTest
    @CsvSource({
        "dGhlIGZpbGU=, allow",
        "dGhlIGZpbGUh, contract.content",
        "dGhlIGZpbA==, contract.content"
    })
    void aFileThatTheCallNamesIsTheCalls(String content, String verdict) {
        byte[] bytes = "the file".getBytes(StandardCharsets.UTF_8);
        Lease lease =
                lease("c1", CALL.replace("'x'", "'/srv/out/a.pdf'"), CONTENT)
                        .withFiles(
                                List.of(
                                        new NamedFile.Read(
                                                "/note/a", bytes.length, Digest.sha256(bytes))));
        Judgement judged =
                judge(Modes.ENFORCE)
                        .judge(
                                post(
                                        POSTMARK,
                                        "/email",
                                        ("{'From':'us@firm.example','To':'ann@shop.example',"
                                                        + "'Attachments':[{'Name':'a.pdf','Content':'"
                                                        + content
                                                        + "','ContentType':'application/pdf'}]}")
                                                .replace('\'', '"')),
                                List.of(lease));
        assertThat(
                        judged.verdict() instanceof Verdict.Deny(var rule, var said, var atoms)
                                ? rule.value()
                                : "allow")
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "|,'Subject':'Your invoice 17'|",
                "|,'Subject':' Your invoice 17'|",
                "|,'TextBody':'one\\r\\ntwo'|",
                "|,'HtmlBody':'one<br>two'|",
                "|,'HtmlBody':'<p>one</p><p>two</p>'|",
                "|,'Subject':'2026-11-23T09:00:00Z'|",
                "|,'Subject':'red, blue'|",
                "|,'TextBody':'[\\\"red\\\",\\\"blue\\\"]'|",
                "|,'TextBody':'{\\\"a\\\":\\\"x\\\"}'|",
                "|,'Subject':'12.5'|",
                "|,'Tag':'Firm & Sons'|",
                "|,'HtmlBody':'Firm &amp; Sons'|",
                "|,'Subject':''|",
            })
    void whatTheCallOrASettingHoldsIsExplainedThroughAListedTransform(String members) {
        if (members.contains("' Your")) {
            // a blank that the call did not hold is a value of its own
            assertThat(contents(mail(members, Tiers.REPORT)).unexplainedContent()).hasSize(1);
            return;
        }
        Judgement judged = mail(members, CONTENT);
        assertThat(judged.leaves()).as(judged.verdict().sentence()).isTrue();
        assertThat(contents(judged).unexplainedContent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "|,'Subject':'Your invoice 17 '|,body/subject",
                "|,'Subject':'Your invoice 18'|,body/subject",
                "|,'Subject':'your invoice 17'|,body/subject",
                "|,'TextBody':'one\\ntwo\\nPS: pay to the new account'|,body/textbody",
                "|,'TextBody':'one'|,body/textbody",
                "|,'TextBody':'redblue'|,body/textbody",
                "|,'Tag':'x1'|,body/tag",
                "|,'Metadata':{'k':'YW5uQHNob3A'}|,body/metadata/k/#name",
            })
    void whatTheCallDoesNotHoldIsToldInReportAndDeniedOnceTheTierIsEnforced(
            String members, String path) {
        Judgement told = mail(members, Tiers.REPORT);
        assertThat(told.leaves()).isTrue();
        assertThat(contents(told).unexplainedContent()).contains(path);
        assertThat(told.verdict().sentence()).contains("not the call's (report)");

        Judgement denied = mail(members, CONTENT);
        assertThat(denied.leaves()).isFalse();
        assertThat(denied.verdict().rule().value()).isEqualTo("contract.content");
        assertThat(denied.verdict().sentence()).contains(path).contains("tier 2");
        assertThat(denied.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Deny.class,
                        deny ->
                                assertThat(deny.atoms())
                                        .anyMatch(atom -> atom.path().equals(path)));
    }

    @Test
    void tierOneGoesBeforeWhatIsFoundInTheContents() {
        Judgement judged = mail(",'Bcc':'archive@collector.example','Subject':'other'", CONTENT);
        assertThat(judged.verdict().rule().value()).isEqualTo("contract.recipient");
    }

    @Test
    void aSwitchOfTheCallExplainsNoOtherSwitch() {
        assertThat(contents(note("{'draft':true}", Tiers.REPORT)).unexplainedMeta())
                .doesNotContain("body/draft");
        Judgement other = note("{'urgent':true}", META);
        assertThat(other.leaves()).isFalse();
        assertThat(other.verdict().rule().value()).isEqualTo("contract.meta");
        assertThat(other.verdict().sentence()).contains("tier 3");
    }

    @Test
    void aNumberIsTheSameHoweverItIsWrittenAndNoOtherNumber() {
        assertThat(contents(note("{'amount':12.5}", Tiers.REPORT)).unexplainedMeta())
                .doesNotContain("body/amount");
        assertThat(contents(note("{'amount':12.51}", Tiers.REPORT)).unexplainedMeta())
                .contains("body/amount");
    }

    @Test
    void timesOfNowPassAsLongAsTheyHideNoMoreThanSixteenBits() {
        Judgement one = note("{'amount':1795435200}", Tiers.REPORT);
        assertThat(contents(one).unexplainedMeta()).doesNotContain("body/amount");
        Judgement two = note("{'amount':1795435200,'draft':1795435201}", Tiers.REPORT);
        assertThat(contents(two).unexplainedMeta()).containsAnyOf("body/amount", "body/draft");
    }

    /** Of a text the call holds whole, each value is the call's, there and nowhere else. */
    @Test
    void aTextOfJsonThatTheCallHoldsExplainsWhatStandsInIt() {
        String text = "{\\'a\\':\\'b c\\',\\'n\\':7}";
        String call = "{'of':'notes','text':'" + text + "'}";
        for (String field : List.of("'note':'" + text + "'", "'note':'b c'")) {
            Judgement judged =
                    judge(Modes.ENFORCE)
                            .judge(
                                    post(API, "/notes", ("{" + field + "}").replace('\'', '"')),
                                    List.of(lease("c1", call, CONTENT)));
            assertThat(judged.leaves()).as("%s", judged.verdict()).isEqualTo(field.contains("a"));
        }
    }

    @Test
    void metaInReportDoesNotStopATierOfContentThatIsEnforced() {
        assertThat(note("{'subject':'Your invoice 17','urgent':true}", CONTENT).leaves()).isTrue();
    }

    @Test
    void ofTwoCallsForTheSameReceiverTheOneWhoseContentsTheseAreExplainsThem() {
        String first = CALL;
        String second = "{'to':'ann@shop.example','subject':'Other'}";
        Judgement judged =
                judge(Modes.ENFORCE)
                        .judge(
                                post(
                                        POSTMARK,
                                        "/email",
                                        "{\"From\":\"us@firm.example\",\"To\":\"ann@shop.example\",\"Subject\":\"Your invoice 17\"}"),
                                List.of(
                                        lease("c2", second, Tiers.REPORT),
                                        lease("c1", first, Tiers.REPORT)));
        assertThat(judged.call()).isEqualTo(new CallId("c1"));
        assertThat(contents(judged).unexplainedContent()).isEmpty();
    }

    @Test
    void contentsOfTwoCallsInOneMailAreNoneOfTheTwo() {
        Judgement judged =
                judge(Modes.ENFORCE)
                        .judge(
                                post(
                                        POSTMARK,
                                        "/email",
                                        "{\"From\":\"us@firm.example\",\"To\":\"ann@shop.example\",\"Subject\":\"Your invoice 17\",\"TextBody\":\"theirs\"}"),
                                List.of(
                                        lease("c2", CALL, CONTENT),
                                        lease(
                                                "c1",
                                                "{'to':'ann@shop.example','text':'theirs'}",
                                                CONTENT)));
        assertThat(judged.leaves()).isFalse();
        assertThat(judged.verdict().rule().value()).isEqualTo("contract.content");
    }

    @Test
    void aModeThatOnlyReportsLetsItGoAsWithEachRuleOfItsGroup() {
        Judgement judged =
                judge(Modes.ENFORCE.with(RuleGroup.CONTRACT, Mode.REPORT))
                        .judge(
                                post(
                                        POSTMARK,
                                        "/email",
                                        "{\"From\":\"us@firm.example\",\"To\":\"ann@shop.example\",\"Subject\":\"zz\"}"),
                                List.of(lease("c1", CALL, CONTENT)));
        assertThat(judged.leaves()).isTrue();
        assertThat(judged.verdict()).isInstanceOf(Verdict.Deny.class);
    }
}
