package dev.stoplock.core.wire.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcTest {

    private static JsonRpc read(String text) {
        return JsonRpc.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1",
                "'x'",
                "null",
                "[]",
                "[{'jsonrpc':'2.0','id':1,'method':'ping'}]",
                "{}",
                "{'jsonrpc':'2.0'}",
                "{'jsonrpc':'1.0','id':1,'method':'ping'}",
                "{'jsonrpc':2.0,'id':1,'method':'ping'}",
                "{'id':1,'method':'ping'}",
                "{'jsonrpc':'2.0','id':null,'method':'ping'}",
                "{'jsonrpc':'2.0','id':{},'method':'ping'}",
                "{'jsonrpc':'2.0','id':[1],'method':'ping'}",
                "{'jsonrpc':'2.0','id':true,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1,'method':7}",
                "{'jsonrpc':'2.0','id':1,'method':null}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':[]}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':'x'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':null}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','result':{}}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','error':{}}",
                "{'jsonrpc':'2.0','id':1,'result':{},'error':{}}",
                "{'jsonrpc':'2.0','id':1}",
                "{'jsonrpc':'2.0','result':{}}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','method':'tools/call'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','m\\u0065thod':'tools/call'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','Method':'tools/call'}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{},'PARAMS':{'name':'x'}}",
                "{'jsonrpc':'2.0','id':1,'ID':2,'result':{}}",
                "{'jsonrpc':'2.0','id':1,'method':'ping'} {'jsonrpc':'2.0','id':2,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping'"
            })
    void what_is_not_one_message_with_one_reading_is_malformed(String line) {
        assertThat(read(line)).isInstanceOf(JsonRpc.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc':'2.0','id':1,'method':'x','params':\r{'jsonrpc':'2.0','id':2,'method':'tools/call'}\r}",
                "{'jsonrpc':'2.0','id':1,\r'result':{}}",
                "\r{'jsonrpc':'2.0','id':1,'result':{}}",
                "{'jsonrpc':'2.0','id':1,'result':{}}\r\r"
            })
    void a_cr_inside_a_line_where_other_readers_end_lines_is_malformed(String line) {
        assertThat(read(line)).isInstanceOf(JsonRpc.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{},'param\u017f':{'name':'x'}}",
                "{'jsonrpc':'2.0','id':1,'\u0131d':2,'result':{}}",
                "{'jsonrpc':'2.0','id':1,'re\u017fULT':{},'result':{}}"
            })
    void a_name_that_readers_without_case_take_for_one_of_the_envelope_is_malformed(String line) {
        assertThat(read(line)).isInstanceOf(JsonRpc.Malformed.class);
    }

    @Test
    void requests_notifications_and_answers_are_told_apart_and_unknown_members_pass() {
        assertThat(read("{'jsonrpc':'2.0','id':'a','method':'x/y','params':{'k':1},'more':2}\r"))
                .isInstanceOfSatisfying(
                        JsonRpc.Request.class,
                        request -> {
                            assertThat(request.method()).isEqualTo("x/y");
                            assertThat(request.id()).isEqualTo(Json.of("a"));
                            assertThat(request.whole().at("more")).isEqualTo(Json.of(2));
                        });
        assertThat(read("{'jsonrpc':'2.0','method':'x'}")).isInstanceOf(JsonRpc.Notification.class);
        assertThat(read("{'jsonrpc':'2.0','id':1.5,'result':null}"))
                .isInstanceOf(JsonRpc.Response.class);
        assertThat(read("{'jsonrpc':'2.0','id':null,'error':{'code':-32700,'message':'x'}}"))
                .isInstanceOf(JsonRpc.Response.class);
    }

    @Test
    void a_message_of_ours_is_one_line() {
        byte[] line =
                JsonRpc.line(
                        JsonRpc.result(
                                Json.of(1), Json.object().put("text", "a\nb\r\u2028").build()));

        assertThat(new String(line, StandardCharsets.UTF_8).chars().filter(c -> c == '\n'))
                .hasSize(1);
        assertThat(JsonRpc.read(line)).isInstanceOf(JsonRpc.Response.class);
    }

    private static List<String> lines(int limit, int piece, String text) {
        Lines lines = new Lines(limit);
        List<String> out = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += piece) {
            int length = Math.min(piece, bytes.length - from);
            byte[] part = java.util.Arrays.copyOfRange(bytes, from, from + length);
            for (Lines.Line line : lines.feed(part, length)) {
                byte[] whole = line.bytes();
                out.add(whole == null ? "too long" : new String(whole, StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    @Test
    void a_line_too_long_is_told_once_and_no_part_of_it_is_delivered() {
        for (int piece : new int[] {1, 2, 3, 5, 100}) {
            assertThat(
                            lines(
                                    5,
                                    piece,
                                    "12345\n123456\nab\n\n1234567890123456789\nc\u00e9\nunfinished"))
                    .containsExactly(
                            "12345", "too long", "ab", "", "too long", "c\u00e9", "too long");
        }
        assertThat(lines(5, 2, "abc")).isEmpty();
    }
}
