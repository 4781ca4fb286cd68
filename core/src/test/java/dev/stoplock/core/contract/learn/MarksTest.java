package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How a tool writes texts is learned from texts that show it. */
class MarksTest {

    private static final Json SCHEMA =
            ModelTool.json(
                    "{'required':['title','text'],'properties':{'title':{'type':'string'},'text':{'type':'string'},'parts':{'type':'array','items':{'properties':{'note':{'type':'string'}}}}}}");

    private static String text(Json call, String name) {
        return Objects.requireNonNull(((Json.Obj) call).text(name));
    }

    /** A tool that writes its text in a way of its own, rehearsed as any other. */
    private static ModelTool tool(UnaryOperator<String> writes) {
        ModelTool tool = new ModelTool("note");
        for (Json call : CallPlan.of(SCHEMA, LeftOut.NOTHING, 7, List.of())) {
            tool.sample(
                    call,
                    Json.object()
                            .put("title", text(call, "title"))
                            .put("text", writes.apply(text(call, "text")))
                            .build());
        }
        return tool;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static final String HARD = "  Tom & \"Jerry\" <3 it's 100 %\n\ngr\u00fc\u00dfe\nT.\n";

    private static void holds(UnaryOperator<String> writes) {
        ModelTool tool = tool(writes);
        Json call = Json.object().put("title", "a & <b>").put("text", HARD).build();
        Json sent = Json.object().put("title", "a & <b>").put("text", writes.apply(HARD)).build();
        assertThat(tool.asked()).isEmpty();
        assertThat(tool.judged(call, sent)).containsExactly("allow");
        Json other =
                Json.object()
                        .put("title", "a & <b>")
                        .put("text", writes.apply(HARD.replace("100", "200")))
                        .build();
        assertThat(tool.judged(call, other)).doesNotContain("allow");
    }

    @Test
    void aTextMayBeWrittenAsTheToolWroteOthers() {
        holds(text -> text);
        holds(MarksTest::escaped);
        holds(text -> text.replace("\n", "\r\n"));
        holds(text -> escaped(text).replace("\n", "<br>"));
        holds(text -> "<p>" + escaped(text).replace("\n\n", "</p><p>") + "</p>");
    }

    @Test
    void aTextThatIsTrimmedIsLearnedAsTrimmed() {
        assertThat(tool(String::strip).clauses(0))
                .contains("body/text: argument \"/text\" via \"trim\"");
        holds(String::strip);
    }

    @Test
    void onlySentencesGetMarksAndOnlyThoseOfSeveralLinesGetMore() {
        Json call =
                ModelTool.json(
                        "{'title':'about one','text':'about two','id':'x-1','contentType':'about four','list':[{'note':'about three'},'word']}");
        Json.Obj marked = (Json.Obj) Marks.in(call);
        assertThat(marked.text("title")).startsWith("about one \"so\" &").doesNotContain("\n");
        assertThat(marked.text("text")).startsWith("about two \"so\" &").endsWith("more\n");
        assertThat(marked.text("id")).isEqualTo("x-1");
        assertThat(marked.text("contentType")).isEqualTo("about four");
        assertThat(JsonWriter.compact(Marks.around(call)))
                .contains("\"  about three \"", "\"word\"");
    }
}
