package dev.stoplock.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static JsonResult read(String text) {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8), new JsonLimits(10_000, 8));
    }

    private static Json parsed(String text) {
        assertThat(read(text)).as(text).isInstanceOf(JsonResult.Parsed.class);
        return ((JsonResult.Parsed) read(text)).value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "[1,",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"a\":1,\"b\":2,\"a\":1}}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1} x",
                "{\"a\":1},",
                "1 2",
                "\ufeff{}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":0x5}",
                "{\"a\":1e}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "[1,]",
                "[,1]",
                "{\"a\":1} // x",
                "/* x */ {}",
                "# x\n{}",
                "{\"a\":\"b\nc\"}",
                "{\"a\":\"b\tc\"}",
                "{\"a\":\"b\u0000c\"}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u00g1\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"\\ud800\":1}",
                "{\"a\":\"\\ud800x\"}",
                "{\"a\":TRUE}",
                "{\"a\":undefined}",
                "[[[[[[[[[1]]]]]]]]]",
                "{}\u0000"
            })
    void text_that_is_not_exactly_one_value_is_malformed(String text) {
        assertThat(read(text)).isInstanceOf(JsonResult.Malformed.class);
    }

    @Test
    void bytes_that_are_not_utf8_are_malformed() {
        for (byte[] bytes :
                new byte[][] {
                    {'"', (byte) 0xff, '"'},
                    {'"', (byte) 0xc0, (byte) 0xaf, '"'},
                    {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                    {'"', (byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
                    {0, '1'},
                    {'1', 0, '2', 0}
                }) {
            assertThat(JsonReader.read(bytes, JsonLimits.MESSAGE))
                    .isInstanceOf(JsonResult.Malformed.class);
        }
    }

    @Test
    void text_over_the_limits_is_malformed_and_never_cut() {
        assertThat(read("\"" + "x".repeat(9_998) + "\"")).isInstanceOf(JsonResult.Parsed.class);
        assertThat(read("\"" + "x".repeat(9_999) + "\"")).isInstanceOf(JsonResult.Malformed.class);
        assertThat(read("[".repeat(5_000))).isInstanceOf(JsonResult.Malformed.class);
        assertThat(read("[[[[[[[[1]]]]]]]]")).isInstanceOf(JsonResult.Parsed.class);
    }

    @Test
    void a_reason_holds_nothing_invisible_of_the_text() {
        for (String text :
                new String[] {
                    "{\"a\\u001b[2J\":1,\"a\\u001b[2J\":2}",
                    "\u202exyz",
                    "{\"\\u2028\":1,\"\\u2028\":1}"
                }) {
            JsonResult result = read(text);
            assertThat(result).isInstanceOf(JsonResult.Malformed.class);
            assertThat(((JsonResult.Malformed) result).reason())
                    .doesNotContainPattern("[\\p{C}\\p{Zl}]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0",
                "1.0",
                "1e400",
                "123456789012345678901234567890",
                "0.1000",
                "-1E+2"
            })
    void numbers_keep_each_digit(String literal) {
        assertThat(parsed(literal)).isEqualTo(new Json.Num(literal));
        assertThat(JsonWriter.compact(parsed("[" + literal + "]"))).isEqualTo("[" + literal + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            value = {
                "{\"b\":1,\"a\":[true,false,null]}	{\"a\":[true,false,null],\"b\":1}",
                "[ -0 , 9007199254740992 ]	[0,9007199254740992]",
                "\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"	\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
                "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}"
                        + "	{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}"
            })
    void canonical_text_is_that_of_rfc_8785(String text, String canonical) {
        assertThat(JsonWriter.canonical(parsed(text))).isEqualTo(canonical);
        assertThat(JsonWriter.canonical(parsed(canonical))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "1e3",
                "9007199254740993",
                "-9007199254740993",
                "-9223372036854775808",
                "99999999999999999999"
            })
    void a_number_without_an_exact_form_has_no_canonical_text(String literal) {
        assertThatThrownBy(() -> JsonWriter.canonical(new Json.Num(literal)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_written_reads_back_as_the_same_value() {
        Json value =
                Json.object()
                        .put("a\"\\\u0001\u2028", "b\n\t\u007f€\ud83d\ude00")
                        .put("n", new Json.Num("1.50"))
                        .put("z", Json.NULL)
                        .build();

        assertThat(parsed(JsonWriter.compact(value))).isEqualTo(value);
    }

    @Test
    void values_are_counted_while_they_are_read() {
        byte[] three = "[{},[1]]".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonReader.read(three, new JsonLimits(100, 8, 4)))
                .isInstanceOf(JsonResult.Parsed.class);
        assertThat(JsonReader.read(three, new JsonLimits(100, 8, 3)))
                .isInstanceOfSatisfying(
                        JsonResult.Malformed.class,
                        refused ->
                                assertThat(refused.reason())
                                        .isEqualTo(JsonReader.MORE_THAN + "3 values"));
        byte[] line = ("[" + "{},".repeat(1_000_000) + "{}]").getBytes(StandardCharsets.UTF_8);
        assertThat(JsonReader.read(line, JsonLimits.MESSAGE))
                .isInstanceOf(JsonResult.Malformed.class);
    }
}
