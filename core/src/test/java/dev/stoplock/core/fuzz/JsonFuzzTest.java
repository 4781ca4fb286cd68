package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JSON reader and writer, held against RFC 8259, against Jackson on bytes, and each other. */
class JsonFuzzTest {

    private static final int DEPTH = 16;

    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, DEPTH);

    private static final JsonFactory JACKSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .build();

    @DictionaryEntries({"\\\\u0061", "\\\\ud83d\\\\ude00", "\"a\":", "null", "true", "1e3", "-0"})
    @FuzzTest
    void one_text_has_one_value(byte[] data) throws IOException {
        JsonResult result = JsonReader.read(data, LIMITS);

        switch (result) {
            case JsonResult.Parsed(Json value) -> {
                assertThat(value).isEqualTo(plain(data));
                jacksonReadsTheSame(data, value);
                whatIsWrittenReadsBack(value);
                limitsHold(data, value);
            }
            case JsonResult.Malformed(String reason, int line, int column) -> {
                assertThat(reason).isNotBlank().doesNotMatch("(?s).*[\\p{C}\\p{Zl}\\p{Zp}].*");
                assertThat(line).isBetween(0, data.length + 1);
                assertThat(column).isBetween(0, data.length + 1);
                try {
                    fail("refused (%s), but it says %s", reason, PlainJson.read(data, DEPTH));
                } catch (PlainJson.NotJson expected) {
                    // both refuse it
                }
            }
        }
    }

    private static Json plain(byte[] data) {
        try {
            return PlainJson.read(data, DEPTH);
        } catch (PlainJson.NotJson e) {
            throw new AssertionError("read, but it is no JSON", e);
        }
    }

    private static void jacksonReadsTheSame(byte[] data, Json value) throws IOException {
        List<String> expected = new ArrayList<>();
        tokens(value, expected);
        List<String> read = new ArrayList<>();
        try (JsonParser parser = JACKSON.createParser(data)) {
            while (parser.nextToken() != null) {
                read.add(
                        switch (parser.currentToken()) {
                            case FIELD_NAME -> "name " + parser.currentName();
                            case VALUE_STRING -> "text " + parser.getText();
                            default -> parser.getText();
                        });
            }
        }
        assertThat(read).isEqualTo(expected);
    }

    private static void tokens(Json value, List<String> into) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                into.add("{");
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    into.add("name " + member.getKey());
                    tokens(member.getValue(), into);
                }
                into.add("}");
            }
            case Json.Arr(List<Json> items) -> {
                into.add("[");
                items.forEach(item -> tokens(item, into));
                into.add("]");
            }
            case Json.Str(String text) -> into.add("text " + text);
            case Json.Num(String literal) -> into.add(literal);
            case Json.Bool(boolean truth) -> into.add(Boolean.toString(truth));
            case Json.Null() -> into.add("null");
        }
    }

    private static void whatIsWrittenReadsBack(Json value) {
        String compact = JsonWriter.compact(value);
        Json again = read(compact);
        assertThat(again).isEqualTo(value);
        assertThat(JsonWriter.compact(again)).isEqualTo(compact);

        String canonical;
        try {
            canonical = JsonWriter.canonical(value);
        } catch (IllegalArgumentException e) {
            assertThat(compact).as("only numbers have no canonical form").matches("(?s).*[0-9].*");
            return;
        }
        Json sorted = read(canonical);
        assertThat(JsonWriter.canonical(sorted)).isEqualTo(canonical);
        // in canonical text the order is part of the text: writing in order gives it back
        assertThat(JsonWriter.compact(sorted)).isEqualTo(canonical);
        keysAscend(sorted);
    }

    private static void keysAscend(Json value) {
        if (value instanceof Json.Obj(Map<String, Json> members)) {
            assertThat(new ArrayList<>(members.keySet())).isSorted();
            members.values().forEach(JsonFuzzTest::keysAscend);
        } else if (value instanceof Json.Arr(List<Json> items)) {
            items.forEach(JsonFuzzTest::keysAscend);
        }
    }

    private static void limitsHold(byte[] data, Json value) {
        int depth = depth(value);
        assertThat(depth).isLessThanOrEqualTo(DEPTH);
        assertThat(JsonReader.read(data, new JsonLimits(data.length, depth)))
                .isEqualTo(new JsonResult.Parsed(value));
        assertThat(JsonReader.read(data, new JsonLimits(data.length - 1, depth)))
                .isInstanceOf(JsonResult.Malformed.class);
        if (depth > 0) {
            assertThat(JsonReader.read(data, new JsonLimits(data.length, depth - 1)))
                    .isInstanceOf(JsonResult.Malformed.class);
        }
    }

    private static int depth(Json value) {
        return switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    1 + members.values().stream().mapToInt(JsonFuzzTest::depth).max().orElse(0);
            case Json.Arr(List<Json> items) ->
                    1 + items.stream().mapToInt(JsonFuzzTest::depth).max().orElse(0);
            default -> 0;
        };
    }

    private static Json read(String text) {
        return switch (JsonReader.read(text.getBytes(StandardCharsets.UTF_8), LIMITS)) {
            case JsonResult.Parsed(Json value) -> value;
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new AssertionError("what was written does not read: " + reason);
        };
    }
}
