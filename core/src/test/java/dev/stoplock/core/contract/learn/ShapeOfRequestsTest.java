package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.contract.MannerText;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Manner;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a contract says beyond single values: types of JSON, empty things, what has to be there. */
class ShapeOfRequestsTest {

    private static final String PAGES = "POST /v1/pages ";

    /** Copies objects and lists as they stand in the call. */
    private static ModelTool page() {
        ModelTool tool = new ModelTool("page");
        for (String round : new String[] {"one", "two", "three"}) {
            String body =
                    "{'children':[{'type':'para','para':{'text':'canary %1$s'}}],'properties':{'title':{'name':'title %1$s'}}}"
                            .formatted(round);
            tool.sample(body, PAGES + body);
        }
        return tool;
    }

    private static void denies(ModelTool tool, String call, String... requests) {
        for (String wrong : requests) {
            assertThat(tool.judged(call, wrong))
                    .as(wrong)
                    .singleElement()
                    .asString()
                    .startsWith("contract.");
        }
    }

    private static void allows(ModelTool tool, String call, String request) {
        assertThat(tool.judged(call, request)).as(request).containsExactly("allow");
    }

    @Test
    void whatIsEmptyBelowACopiedPlaceIsEmptyInTheCallToo() {
        String call = "{'children':[[],{},'x'],'properties':{'a':[],'b':null}}";
        allows(page(), call, PAGES + call);
        denies(
                page(),
                call,
                PAGES + "{'children':[[],{},'x',[]],'properties':{'a':[],'b':null}}",
                PAGES + "{'children':[[],{},'x',{},[],{}],'properties':{'a':[],'b':null}}",
                PAGES + "{'children':[{},[],'x'],'properties':{'a':[],'b':null}}",
                PAGES + "{'children':[[[]],{},'x'],'properties':{'a':[],'b':null}}",
                PAGES + "{'children':[[],{},'x'],'properties':{'a':{},'b':null}}",
                PAGES + "{'children':[[],{},'x'],'properties':{'a':[],'b':[]}}",
                PAGES + "{'children':[[],{},'x'],'properties':[]}");
        allows(
                page(),
                "{'children':[],'properties':{}}",
                PAGES + "{'children':[],'properties':{}}");
        denies(
                page(),
                "{'children':[],'properties':{}}",
                PAGES + "{'children':{},'properties':{}}",
                PAGES + "{'children':[],'properties':null}");
    }

    @Test
    void whatIsCopiedIsCopiedWhole() {
        String call = "{'children':[{'a':'1'},{'b':false}],'properties':{'public':'no','x':''}}";
        allows(page(), call, PAGES + call);
        denies(
                page(),
                call,
                PAGES + "{'children':[{'a':'1'},{'b':false}],'properties':{'x':''}}",
                PAGES + "{'children':[{'a':'1'}],'properties':{'public':'no','x':''}}",
                PAGES + "{'children':[{'a':'1'},{}],'properties':{'public':'no','x':''}}",
                PAGES + "{'properties':{'public':'no','x':''}}",
                PAGES + "{}");
        allows(
                page(),
                "{'children':[],'properties':{'x':'y'}}",
                PAGES + "{'properties':{'x':'y'}}");
    }

    /** A repository: a name, a flag that the call may leave out, and words of its own. */
    private static ModelTool repository() {
        ModelTool tool = new ModelTool("repository");
        for (int i = 0; i < 4; i++) {
            String flag = i == 3 ? "" : ",'private':" + (i == 1);
            tool.sample(
                    "{'name':'name-canary-%1$d','size':4123%1$d%2$s}".formatted(i, flag),
                    "POST /v1/repos {'name':'name-canary-%1$d','size':4123%1$d,'auto_init':true,'level':3%2$s}"
                            .formatted(i, flag));
        }
        return tool;
    }

    private static final String REPOSITORY =
            "POST /v1/repos {'name':'shop','size':5,'auto_init':true,'level':3,'private':true}";

    @Test
    void aValueKeepsItsTypeOfJson() {
        String call = "{'name':'shop','size':5,'private':true}";
        allows(repository(), call, REPOSITORY);
        denies(
                repository(),
                call,
                REPOSITORY.replace("'size':5", "'size':'5'"),
                REPOSITORY.replace("'auto_init':true", "'auto_init':'true'"),
                REPOSITORY.replace("'private':true", "'private':'true'"),
                REPOSITORY.replace("'level':3", "'level':'3'"),
                REPOSITORY.replace("'name':'shop'", "'name':['shop']"));
        allows(
                repository(),
                "{'name':'7','size':'5'}",
                "POST /v1/repos {'name':'7','size':'5','auto_init':true,'level':3}");
        denies(
                repository(),
                "{'name':'7','size':'5'}",
                "POST /v1/repos {'name':7,'size':'5','auto_init':true,'level':3}");
    }

    @Test
    void aTypeThatAToolWasSeenToChangeMayChangeSo() {
        ModelTool tool = new ModelTool("sum");
        for (String amount : new String[] {"41235", "58129", "77213"}) {
            tool.sample(
                    "{'amount':'%s'}".formatted(amount),
                    "POST /v1/sums {'amount':%s}".formatted(amount));
        }
        allows(tool, "{'amount':'7'}", "POST /v1/sums {'amount':7}");
        ModelTool kept = new ModelTool("sum");
        for (String amount : new String[] {"41235", "58129", "77213"}) {
            kept.sample(
                    "{'amount':'%s'}".formatted(amount),
                    "POST /v1/sums {'amount':'%s'}".formatted(amount));
        }
        denies(kept, "{'amount':'7'}", "POST /v1/sums {'amount':7}");
    }

    @Test
    void whatWasNeverMissedIsMissed() {
        String call = "{'name':'shop','size':5,'private':true}";
        assertThat(repository().judged(call, REPOSITORY.replace(",'private':true", "")))
                .containsExactly(
                        "contract.left-out: server left out body/private, which stood in each such request of repository where the call was like this one");
        denies(
                repository(),
                call,
                REPOSITORY.replace(",'auto_init':true", ""),
                REPOSITORY.replace("'name':'shop',", ""),
                REPOSITORY.replace("'private':true", "'private':null"),
                "POST /v1/repos",
                "POST /v1/repos {}");
        allows(repository(), "{'name':'shop','size':5}", REPOSITORY.replace(",'private':true", ""));
        allows(
                repository(),
                "{'name':'shop','size':5,'private':null}",
                REPOSITORY.replace(",'private':true", ""));
        allows(
                repository(),
                "{'name':'','size':0,'private':true}",
                REPOSITORY.replace("'name':'shop','size':5,", ""));
    }

    @Test
    void anEmptySelectorIsAValueOfItsOwn() {
        ModelTool tool = new ModelTool("move");
        for (String round : new String[] {"one", "two", "three"}) {
            tool.sample(
                    "{'board':'board-canary-%1$s','text':'text canary %1$s'}".formatted(round),
                    "POST /v1/cards {'board_id':'board-canary-%1$s','owner':'','text':'text canary %1$s'}"
                            .formatted(round));
        }
        String call = "{'board':'b-77','text':'words'}";
        allows(tool, call, "POST /v1/cards {'board_id':'b-77','owner':'','text':'words'}");
        denies(
                tool,
                call,
                "POST /v1/cards {'board_id':'','owner':'','text':'words'}",
                "POST /v1/cards {'board_id':null,'owner':'','text':'words'}",
                "POST /v1/cards {'board_id':'b-77','text':'words'}");
    }

    @Test
    void ofAListEachElementIsThereAndWhatStandsInEach() {
        ModelTool tool = new ModelTool("share");
        for (String r : new String[] {"one", "two", "three"}) {
            tool.sample(
                    "{'with':[{'who':'who-canary-a-%1$s'},{'who':'who-canary-b-%1$s'}]}"
                            .formatted(r),
                    "POST /v1/shares {'grants':[{'grantee':'who-canary-a-%1$s','level':'read'},{'grantee':'who-canary-b-%1$s','level':'read'}]}"
                            .formatted(r));
        }
        String call = "{'with':[{'who':'ann'},{'who':'bob'},{'who':'eve'}]}";
        String grants = "POST /v1/shares {'grants':[%s]}";
        String all = "{'grantee':'ann','level':'read'},{'grantee':'bob','level':'read'}%s";
        String eve = ",{'grantee':'eve','level':'read'}";
        allows(tool, call, grants.formatted(all.formatted(eve)));
        denies(
                tool,
                call,
                grants.formatted(all.formatted("")),
                grants.formatted(all.formatted(",{'grantee':'eve'}")),
                grants.formatted(all.formatted(",{'level':'read'}")),
                grants.formatted(all.formatted(eve + ",{}")),
                grants.formatted(all.formatted(eve + ",{'level':'read'}")),
                grants.formatted(""),
                "POST /v1/shares {}");
        allows(tool, "{'with':[]}", grants.formatted(""));
        denies(tool, "{'with':[{'who':'ann'}]}", "POST /v1/shares {'grants':{}}");
    }

    @Test
    void anEmptyListIsTheCallsOwn() {
        ModelTool tool = new ModelTool("issue");
        for (String round : new String[] {"one", "two", "three", "four"}) {
            String list =
                    round.equals("four")
                            ? ""
                            : ",'assignees':['who-canary-a-%1$s','who-canary-b-%1$s']"
                                    .formatted(round);
            tool.sample(
                    "{'title':'title canary %s'%s}".formatted(round, list),
                    "POST /v1/issues {'title':'title canary %s'%s}".formatted(round, list));
        }
        String issue = "POST /v1/issues {'title':'Roof'%s}";
        allows(tool, "{'title':'Roof'}", issue.formatted(""));
        allows(tool, "{'title':'Roof','assignees':[]}", issue.formatted(",'assignees':[]"));
        allows(tool, "{'title':'Roof','assignees':[]}", issue.formatted(""));
        denies(tool, "{'title':'Roof'}", issue.formatted(",'assignees':[]"));
        denies(
                tool,
                "{'title':'Roof','assignees':['ann']}",
                issue.formatted(",'assignees':[]"),
                issue.formatted(""));
    }

    @Test
    void anotherSchemeBeforeTheCredentialIsAnotherRequest() {
        ModelTool tool = new ModelTool("note").with("Authorization", "Bearer canary-secret");
        for (String round : new String[] {"one", "two", "three"}) {
            tool.sample(
                    "{'text':'canary text %1$s'}".formatted(round),
                    "POST /v1/notes {'text':'canary text %1$s'}".formatted(round));
        }
        assertThat(tool.clauses(0)).contains("header/authorization/scheme: constant \"bearer\"");
        String call = "{'text':'words'}";
        String note = "POST /v1/notes {'text':'words'}";
        for (String same : List.of("Bearer canary-secret", "bearer canary-secret")) {
            tool.with("Authorization", same);
            assertThat(tool.judged(call, note)).as(same).containsExactly("allow");
        }
        for (String other : List.of("Token canary-secret", "Bot canary-secret", "canary-secret")) {
            tool.with("Authorization", other);
            denies(tool, call, note);
        }
    }

    @Test
    void aListOfConstantsIsNoLongerThanItWasSeen() {
        ModelTool tool = new ModelTool("token");
        for (String round : new String[] {"one", "two", "three"}) {
            tool.sample(
                    "{'note':'note canary %s'}".formatted(round),
                    "POST /v1/marks {'note':'note canary %s','flags':['read','write']}"
                            .formatted(round));
        }
        String mark = "POST /v1/marks {'note':'n','flags':[%s]}";
        allows(tool, "{'note':'n'}", mark.formatted("'read','write'"));
        denies(
                tool,
                "{'note':'n'}",
                mark.formatted("'read','write','read'"),
                mark.formatted(""),
                "POST /v1/marks {'note':'n'}");
        EffectContract effect = tool.learned().contract().effects().getFirst();
        assertThat(effect.choiceBits(true)).isEqualTo(1);
        assertThat(effect.choiceBits(false)).isZero();
    }

    @Test
    void howAValueStandsThereIsWrittenAndReadBack() {
        List<ModelTool> tools = List.of(page(), repository());
        int lines = 0;
        for (ModelTool tool : tools) {
            for (EffectContract effect : tool.learned().contract().effects()) {
                for (Clause clause : effect.clauses()) {
                    Manner read = Manner.FREE;
                    for (String line : MannerText.lines(clause.manner())) {
                        assertThat(MannerText.isOne(line)).as(line).isTrue();
                        read = MannerText.with(read, line);
                        lines++;
                    }
                    assertThat(read).isEqualTo(clause.manner());
                }
            }
        }
        assertThat(lines).isGreaterThan(5);
        for (String wrong :
                new String[] {"as word", "there with config \"A\"", "up to 0 elements"}) {
            assertThatThrownBy(() -> MannerText.with(Manner.FREE, wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aVersionThatMayLeaveMoreOutWaits() {
        ModelTool later = new ModelTool("repository");
        for (int i = 0; i < 4; i++) {
            later.sample(
                    "{'name':'name-canary-%1$d','size':4123%1$d,'private':true}".formatted(i),
                    "POST /v1/repos {'name':'name-canary-%1$d','size':4123%1$d,'auto_init':true,'level':3%2$s}"
                            .formatted(i, i == 0 ? ",'private':true" : ""));
        }
        assertThat(
                        Comparison.of(
                                "repository",
                                repository().learned(),
                                later.learned(),
                                Set.of("name", "size", "private")))
                .anyMatch(each ->
                        each.kind() == Difference.Kind.NEW_CONSTANT
                                && each.sentence()
                                        .equals(
                                                "what stands in body/private may now be missing, or be of another type"));
    }

    /** What a mail's metadata and headers are called the call says too. */
    @Test
    void theNamesInAnOpenObjectAreTheCalls() {
        ModelTool tool = new ModelTool("send");
        for (String r : new String[] {"one", "two", "three"}) {
            tool.sample(
                    "{'to':'%1$s@canary.example','text':'text canary %1$s','metadata':{'key%1$s':'value canary %1$s'},'headers':{'x-%1$s':'header canary %1$s'}}"
                            .formatted(r),
                    "POST /email {'From':'shop@shop.example','To':'%1$s@canary.example','TextBody':'text canary %1$s','Metadata':{'key%1$s':'value canary %1$s'},'Headers':[{'Name':'x-%1$s','Value':'header canary %1$s'}]}"
                            .formatted(r));
        }
        String call =
                "{'to':'ann@x.example','text':'words','metadata':{'order':'77','Two':'2'},'headers':{'X-Order':'o 77'}}";
        String mail =
                "POST /email {'From':'shop@shop.example','To':'ann@x.example','TextBody':'words','Metadata':%s,'Headers':[{'Name':'%s','Value':'o 77'}]}";
        String metadata = "{'order':'77','Two':'2'}";
        allows(tool, call, mail.formatted(metadata, "X-Order"));
        denies(
                tool,
                call,
                mail.formatted(metadata, "x-order"),
                mail.formatted(metadata, "X-Other"),
                mail.formatted("{'order':'77','two':'2'}", "X-Order"),
                mail.formatted("{'order':'77','secret':'2'}", "X-Order"),
                mail.formatted("{'order':'77','Two':'2','more':'77'}", "X-Order"),
                mail.formatted("{'order':'77'}", "X-Order"));
    }
}
