package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.wire.mcp.JsonRpc;
import dev.stoplock.core.wire.mcp.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A stream of JSON-RPC lines: how it is cut, and that a line has one reading whoever reads it. */
class JsonRpcFuzzTest {

    private static final int LIMIT = 200;

    private static final List<String> ENVELOPE =
            List.of("jsonrpc", "id", "method", "params", "result", "error");

    @DictionaryEntries({
        "\"jsonrpc\":\"2.0\",",
        "\"method\":\"",
        "\"Method\":1,",
        "\"PARAMS\":{},",
        "\"params\":{},",
        "\"result\":{},",
        "\"error\":{},",
        "\"id\":1,",
        "\\x0a",
        "\\x0d",
        "null",
        "\\xc5\\xbf",
        "\\xc4\\xb1"
    })
    @FuzzTest
    void one_line_is_one_message(byte[] data) {
        List<String> lines = lines(List.of(data));
        for (List<byte[]> pieces : Pieces.of(data)) {
            assertThat(lines(pieces)).isEqualTo(lines);
        }
        assertThat(lines).isEqualTo(plainLines(data));
        for (String line : lines) {
            if (!line.equals("too long")) {
                hasOneReading(line.substring(1).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Each line after a colon, one char a byte, or {@code too long}. */
    private static List<String> lines(List<byte[]> pieces) {
        Lines reader = new Lines(LIMIT);
        List<String> lines = new ArrayList<>();
        for (byte[] piece : pieces) {
            for (Lines.Line line : reader.feed(piece, piece.length)) {
                byte[] whole = line.bytes();
                lines.add(whole == null ? "too long" : ":" + latin(whole));
            }
        }
        return lines;
    }

    /** The same by splitting; what has no end yet counts only once it is too long. */
    private static List<String> plainLines(byte[] data) {
        List<String> parts = new ArrayList<>(Arrays.stream(latin(data).split("\n", -1)).toList());
        String unfinished = parts.removeLast();
        if (unfinished.length() > LIMIT) {
            parts.add(unfinished);
        }
        return parts.stream()
                .map(part -> part.length() > LIMIT ? "too long" : ":" + part)
                .collect(Collectors.toList());
    }

    private static void hasOneReading(byte[] line) {
        JsonRpc message = JsonRpc.read(line);
        if (message instanceof JsonRpc.Malformed) {
            return;
        }
        Json plain;
        try {
            plain = PlainJson.read(line, JsonLimits.MESSAGE.depth());
        } catch (PlainJson.NotJson e) {
            throw new AssertionError("read, but it is no JSON", e);
        }
        assertThat(plain).isInstanceOf(Json.Obj.class);
        Json.Obj object = (Json.Obj) plain;
        assertThat(object.text("jsonrpc")).isEqualTo("2.0");
        switch (message) {
            case JsonRpc.Request request -> {
                assertThat(request.whole()).isEqualTo(object);
                assertThat(request.method()).isEqualTo(object.text("method"));
                assertThat(request.id()).isEqualTo(object.at("id"));
                assertThat(request.id()).isInstanceOfAny(Json.Str.class, Json.Num.class);
                assertThat(request.params()).isEqualTo(params(object));
                assertThat(object.members()).doesNotContainKeys("result", "error");
            }
            case JsonRpc.Notification notification -> {
                assertThat(notification.whole()).isEqualTo(object);
                assertThat(notification.method()).isEqualTo(object.text("method"));
                assertThat(notification.params()).isEqualTo(params(object));
                assertThat(object.members()).doesNotContainKeys("id", "result", "error");
            }
            case JsonRpc.Response response -> {
                assertThat(response.whole()).isEqualTo(object);
                assertThat(response.id()).isEqualTo(object.at("id"));
                assertThat(response.result()).isEqualTo(object.at("result"));
                assertThat(response.error()).isEqualTo(object.at("error"));
                assertThat(object.members()).doesNotContainKey("method");
                assertThat(response.result() == null).isNotEqualTo(response.error() == null);
            }
            case JsonRpc.Malformed malformed -> throw new AssertionError(malformed);
        }
        // Threat: readers that take names without case (folding as Unicode does), or that end lines
        // at a CR as well, as text streams of some languages do
        for (String name : object.members().keySet()) {
            assertThat(ENVELOPE.stream().filter(name::equalsIgnoreCase))
                    .as(name)
                    .allMatch(name::equals);
        }
        assertThat(latin(line).split("\r")).filteredOn(part -> !part.isBlank()).hasSize(1);
        // a message of ours with the same content is one line and says the same
        byte[] ours = JsonRpc.line(object);
        assertThat(latin(ours).indexOf('\n')).isEqualTo(ours.length - 1);
        assertThat(JsonRpc.read(ours)).isEqualTo(message);
    }

    private static Json params(Json.Obj object) {
        return object.members().getOrDefault("params", JsonRpc.NO_PARAMS);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
