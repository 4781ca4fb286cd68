package dev.stoplock.gate.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stand-in mends its reply by what a server's schema complains of. */
class ComplaintTest {

    private static Json json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ((JsonResult.Parsed) JsonReader.read(bytes, JsonLimits.MESSAGE)).value();
    }

    /** An answer whose error quotes these issues. */
    private static Json answer(String issues) {
        return Json.object()
                .put(
                        "error",
                        Json.object()
                                .put(
                                        "message",
                                        "Invalid input: " + JsonWriter.compact(json(issues)))
                                .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'code':'invalid_type','expected':'string','path':['name']}]|{}|{'name':'name-lxxp'}",
                "[{'code':'invalid_type','expected':'string','path':['html_url']}]|{}|{'html_url':'https://pages.example/html_url-lxxp'}",
                "[{'expected':'number','path':['a',1,'b']}]|{}|{'a':[{},{'b':47113}]}",
                "[{'expected':'array','path':[]}]|{'x':1}|[]",
                "[{'expected':'object','path':['a']}]|{'a':'text'}|{'a':{}}",
                "[{'code':'invalid_literal','expected':7,'path':['v']}]|{}|{'v':7}",
                "[{'code':'invalid_enum_value','options':['open','shut'],'path':['v']}]|{}|{'v':'open'}",
                "[{'code':'invalid_union','path':['v'],'unionErrors':[{'issues':[{'expected':'boolean','path':['v']}]}]}]|{}|{'v':true}"
            })
    void aReplyIsMendedAtThePlace(String issues, String reply, String mended) {
        Json body = json(reply);
        List<Complaint> complaints = Complaint.in(answer(issues));
        assertThat(complaints).isNotEmpty();
        for (Complaint complaint : complaints) {
            body = complaint.mend(body, 3);
        }
        assertThat(body).isEqualTo(json(mended));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1,'a',null]",
                "[{'path':'name','expected':'string'}]",
                "[{'path':['a'],'expected':'unknown thing'}]",
                "[{'path':['a']}]"
            })
    void whatIsNoIssueMendsNothing(String issues) {
        assertThat(Complaint.in(answer(issues))).isEmpty();
    }

    @Test
    void textThatQuotesNothingMendsNothing() {
        assertThat(Complaint.in(json("{'error':{'message':'no ] such [ thing'}}"))).isEmpty();
    }

    /** Threat: a server that asks for a reply without end. */
    @Test
    void whatIsAskedForHasAnEnd() {
        String many =
                "["
                        + "{'expected':'string','path':['a']},".repeat(500)
                        + "{'expected':'string','path':['b']}]";
        assertThat(Complaint.in(answer(many))).hasSize(60);
        String deep = "[{'expected':'string','path':[" + "'a',".repeat(50) + "'b']}]";
        assertThat(Complaint.in(answer(deep))).isEmpty();
        String far = "[{'expected':'string','path':['a',999999999]}]";
        assertThat(
                        JsonWriter.compact(Complaint.in(answer(far)).getFirst().mend(json("{}"), 3))
                                .length())
                .isLessThan(200);
    }
}
