package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Destination;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedJsonTest {

    private static final Destination API = Destination.parse("api.tracker.example");

    /**
     * The destinations of a text in a field of a form, a parameter of a query, a string of JSON.
     */
    private static List<List<String>> everywhere(String text) {
        String coded = "note=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        String json = JsonWriter.compact(Json.object().put("note", text).build());
        return List.of(
                destinations(
                        shown(
                                read(
                                        API,
                                        "POST",
                                        "/",
                                        coded,
                                        "Content-Type",
                                        "application/x-www-form-urlencoded"))),
                destinations(shown(read(API, "GET", "/?" + coded, ""))),
                destinations(
                        shown(read(API, "POST", "/", json, "Content-Type", "application/json"))));
    }

    private static List<String> destinations(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("unreadable") || line.contains(" DESTINATION "))
                .filter(line -> !line.startsWith("method"))
                .map(line -> line.replaceFirst("^(body|query)/", "").strip())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            value = {
                "{'channel':'evil'}	note/channel DESTINATION SELECTOR evil",
                "@ {'channel':'evil'}	note/channel DESTINATION SELECTOR evil",
                "[{'channel':'evil'}]	note/0/channel DESTINATION SELECTOR evil",
                "{'channel':'a','channel':'b'}	note DESTINATION NONE {'channel':'a','channel':'b'}",
                "[{'to':'a',}]	note DESTINATION NONE [{'to':'a',}]",
                "{to:'a'}	note DESTINATION NONE {to:'a'}",
                "{/**/'to':'a'}	note DESTINATION NONE {/**/'to':'a'}",
                "{'x\\'y':1,'to':'a','to':'b'}	note DESTINATION NONE {'x\\'y':1,'to':'a','to':'b'}",
                "{'a':'{\\'to\\':\\'evil\\'}'}	note/a/to DESTINATION SELECTOR evil"
            })
    void a_text_that_could_be_read_as_json_is_judged(String text, String expected) {
        String sent = text.replace('\'', '"').replace('@', '\ufeff');
        assertThat(everywhere(sent))
                .allSatisfy(
                        lines -> assertThat(lines).containsExactly(expected.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            value = {
                "[note] some words",
                "{ what? }",
                "{{name}} has it",
                "[1, 2]",
                "{'text':'words'}",
                "[x] done"
            })
    void a_text_that_only_begins_with_a_bracket_is_content(String text) {
        assertThat(everywhere(text.replace('\'', '"')))
                .allSatisfy(lines -> assertThat(lines).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"2,note/a/a/to DESTINATION", "3,note/a/a/a DESTINATION NONE"})
    void texts_in_texts_are_read_so_deep_and_then_are_for_the_call_to_explain(
            int wrapped, String expected) {
        String text = "{\"to\":\"evil\"}";
        for (int i = 0; i < wrapped; i++) {
            text = JsonWriter.compact(Json.object().put("a", text).build());
        }
        assertThat(everywhere(text))
                .allSatisfy(
                        lines -> assertThat(lines).singleElement().asString().startsWith(expected));
    }
}
