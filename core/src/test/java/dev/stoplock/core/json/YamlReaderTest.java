package dev.stoplock.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "a: &x one|b: *x	anchors	1",
                "a: one|b: &x two	anchors	2",
                "a: &x {b: 1}	anchors	1",
                "a: &x [1]	anchors	1",
                "a: [1, &x 2]	anchors	1",
                "&k a: 1	anchors	1",
                "a: 1|b: *x	anchors	2",
                "a: 1|<<: *x	anchors	2",
                "a: 1|---|b: 2	a second document follows	2",
                "a: 1|...|---|	a second document follows	3",
                "a: 1|b: 2|a: 3	stands twice	3"
            })
    void a_thing_that_is_not_said_once_where_it_stands_is_refused_with_its_line(
            String text, String reason, int line) {
        JsonResult result = YamlReader.read(text.replace("|", "\n") + "\n").result();

        assertThat(result).isInstanceOf(JsonResult.Malformed.class);
        assertThat(((JsonResult.Malformed) result).reason()).contains(reason);
        assertThat(((JsonResult.Malformed) result).line()).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({
        "'a: \"\\x\"'",
        "'a: \"\\U'",
        "'a: [1'",
        "'a: b: c'",
        "'\ta: 1'",
        "'a: \"b'",
        "'a: @b'",
        "'%x'"
    })
    void text_that_is_not_yaml_is_malformed(String text) {
        assertThat(YamlReader.read(text).result()).isInstanceOf(JsonResult.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {b: :\u001bc",
                "a: [-\n\u202e",
                "a: {x y\n: z",
                "a: 1\u0007",
                "{a: -\n-b}"
            })
    void a_complaint_about_text_that_is_not_yaml_is_one_line_with_nothing_invisible(String text) {
        assertThat(YamlReader.read(text).result())
                .isInstanceOfSatisfying(
                        JsonResult.Malformed.class,
                        no ->
                                assertThat(no.reason())
                                        .doesNotMatch("(?s).*[\\p{C}\\p{Zl}\\p{Zp}].*"));
    }

    @Test
    void one_document_is_read_with_the_line_of_each_value() {
        YamlReader.Positioned read = YamlReader.read("---\na: 1\nb:\n  c: '*x & y'\n  d: [e]\n");

        assertThat(read.result())
                .isEqualTo(
                        new JsonResult.Parsed(
                                Json.object()
                                        .put("a", 1)
                                        .put(
                                                "b",
                                                Json.object()
                                                        .put("c", "*x & y")
                                                        .put(
                                                                "d",
                                                                Json.strings(
                                                                        java.util.List.of("e")))
                                                        .build())
                                        .build()));
        assertThat(read.line("/b/c")).isEqualTo(4);
        assertThat(read.line("/b/d/0")).isEqualTo(5);
    }
}
