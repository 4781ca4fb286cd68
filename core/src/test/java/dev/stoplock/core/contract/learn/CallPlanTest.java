package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls are made as a tool's schema says, and nothing else is assumed of it. */
class CallPlanTest {

    private static String one(String schema, String... leftOut) {
        return JsonWriter.compact(
                        CallPlan.one(
                                ModelTool.json(schema),
                                new LeftOut.Variant(Set.of(leftOut), Map.of()),
                                7,
                                List.of()))
                .replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // a reference into the schema itself
                "{'properties':{'a':{'$ref':'#/$defs/n'}},'$defs':{'n':{'enum':['x']}}}|<'a':'x'>",
                "{'properties':{'a':{'$ref':'#/properties/b/items'},'b':{'type':'array','maxItems':1,'items':{'const':1}}}}|<'a':1,'b':\\[1]>",
                // one that leads nowhere, or back to itself
                "{'properties':{'a':{'$ref':'other.json'}}}|<'a':'[a-z0-9]+'>",
                "{'properties':{'a':{'$ref':'#/properties/a'}}}|<'a':'[a-z0-9]+'>",
                // values of an open object
                "{'properties':{'a':{'type':'object','additionalProperties':{'enum':['x']}}}}|<'a':<'key[a-z0-9]+':'x'>>",
                // a text that is to be JSON
                "{'properties':{'a':{'type':'string','description':'a JSON string of data'}}}|<'a':'<.*:.*>'>",
                "{'properties':{'filter_json':{'type':'string'}}}|<'filter_json':'<.*:.*>'>",
                // as long and as large as it must be
                "{'properties':{'a':{'type':'string','minLength':200}}}|<'a':'[a-z0-9]{200,240}'>",
                "{'properties':{'a':{'type':'integer'}}}|<'a':[0-9]{5}>",
                "{'properties':{'a':{'type':'integer','maximum':9}}}|<'a':[1-9]>",
                "{'properties':{'a':{'allOf':[{'$ref':'#/$defs/n'},{'properties':{'c':{'const':2}}}]}},'$defs':{'n':{'properties':{'b':{'const':1}}}}}|<'a':<'b':1,'c':2>>"
            })
    void aValueIsWhatItsSchemaSays(String schema, String call) {
        assertThat(one(schema)).matches(call.replace("<", "\\{").replace(">", "\\}"));
    }

    @Test
    void aSchemaThatHoldsItselfIsFollowedToAnEnd() {
        String schema =
                "{'properties':{'a':{'$ref':'#/$defs/n'}},'$defs':{'n':{'properties':{'b':{'$ref':'#/$defs/n'},'c':{'$ref':'#/$defs/n'},'d':{'$ref':'#/$defs/n'},'e':{'type':'string'}}}}}";
        assertThat(one(schema).length()).isLessThan(40_000);
        assertThat(CallPlan.inner(ModelTool.json(schema))).hasSize(12).contains("/a/b", "/a/e");
    }

    /**
     * What is called a file gets one that is there; each place another one, and nothing else does.
     */
    @Test
    void argumentsThatNameFilesGetFilesThatAreThere() {
        String schema =
                "{'properties':{'filePath':{},'log_file':{},'attachments':{'type':'array','minItems':2,'maxItems':2,'items':{'type':'string'}},'source':{'description':'the absolute path of what is sent'},'filename':{},'profile':{},'xpath':{}}}";
        List<String> files = List.of("/srv/a.csv", "/srv/b.pdf", "/srv/c.png");
        Json made =
                CallPlan.one(
                        ModelTool.json(schema), new LeftOut.Variant(Set.of(), Map.of()), 3, files);
        assertThat(JsonWriter.compact(made).replace('"', '\''))
                .matches(
                        "\\{'filePath':'/srv/b.pdf','log_file':'/srv/c.png','attachments':\\['/srv/a.csv','/srv/b.pdf'],'source':'/srv/c.png','filename':'[a-z0-9]+','profile':'[a-z0-9]+','xpath':'[a-z0-9]+'}");
        assertThat(one(schema)).doesNotContain("/srv/");
    }

    @Test
    void membersInsideOfArgumentsAreLeftOutByTheirPlace() {
        String schema =
                "{'required':['list'],'properties':{'list':{'type':'array','maxItems':1,'items':{'required':['n'],'properties':{'n':{'const':1},'o':{'const':2}}}},'p':{'const':3}}}";
        assertThat(CallPlan.optional(ModelTool.json(schema))).containsExactly("/p");
        assertThat(CallPlan.inner(ModelTool.json(schema))).containsExactly("/list/*/o");
        assertThat(one(schema, "/list/*/o", "/p")).isEqualTo("{'list':[{'n':1}]}");
        List<Json> plan =
                CallPlan.of(
                        ModelTool.json(schema),
                        new LeftOut(
                                Set.of("/p"),
                                List.of(new LeftOut.Variant(Set.of("/list/*/o"), Map.of()))),
                        7,
                        List.of());
        assertThat(plan)
                .filteredOn(call -> call instanceof Json.Obj object && object.at("p") != null)
                .as("only beside what is well with it")
                .hasSize(3);
    }
}
