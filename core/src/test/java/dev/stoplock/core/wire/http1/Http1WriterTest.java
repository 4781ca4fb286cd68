package dev.stoplock.core.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1WriterTest {

    private static HttpStep.Request parsed(byte[] bytes) {
        Http1Requests requests = new Http1Requests(10_000);
        requests.feed(bytes, 0, bytes.length);
        assertThat(requests.next()).isInstanceOf(HttpStep.Request.class);
        Http1Requests again = new Http1Requests(10_000);
        again.feed(bytes, 0, bytes.length);
        return (HttpStep.Request) again.next();
    }

    private static HttpStep.Request parsed(String text) {
        return parsed(text.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /templates?count=10 HTTP/1.1|Host: API.example|Connection: keep-alive||",
                "POST /email HTTP/1.1|Host: a|Content-Type: application/json|Content-Length: 2||{}",
                "POST /email HTTP/1.1|Host: a|Transfer-Encoding: chunked|X-A: 1|X-A:  2 ||2|{}|0||",
                "DELETE /x HTTP/1.1|Host: a||",
                "DELETE /x HTTP/1.1|Host: a|Close: a field of this name is one of the hop||",
                "POST /email HTTP/1.1|Host: a|Expect: 100-continue|Content-Length: 0||"
            })
    void what_is_written_reads_back_as_what_was_judged(String text) {
        HttpStep.Request first = parsed(text);
        RequestHead judged =
                Http1Writer.canonical(first.head(), "api.example", first.body().length);
        HttpStep.Request again = parsed(Http1Writer.bytes(judged, first.body()));

        assertThat(again.head()).isEqualTo(judged);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(Http1Writer.canonical(again.head(), "api.example", again.body().length))
                .isEqualTo(judged);
    }

    @Test
    void fields_of_the_hop_and_those_it_nominates_do_not_go_on() {
        HttpStep.Request request =
                parsed(
                        "POST /email HTTP/1.1|Host: other|Connection: keep-alive, X-Foo|Connection: content-TYPE|X-Foo: 1|X-Bar: 2"
                                + "|Content-Type: application/json|Keep-Alive: 5|Proxy-Connection: x|TE: trailers"
                                + "|Accept-Encoding: gzip, br|Content-Length: 2||{}");

        assertThat(Http1Writer.canonical(request.head(), "api.example", 2).fields().list())
                .containsExactly(
                        new Fields.Field("host", "api.example"),
                        new Fields.Field("x-bar", "2"),
                        new Fields.Field("accept-encoding", "identity"),
                        new Fields.Field("content-length", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "content-length: 50	content-length: 50",
                "content-length: 50|content-length: 50	content-length: 50",
                "content-length: 50|content-length: 51	''",
                "content-length: 50|transfer-encoding: chunked	''",
                "content-length: 50|content-encoding: gzip	''",
                "content-length: +5	''",
                "x: y	x: y"
            })
    void an_answer_to_head_keeps_the_length_it_says(String fields, String expected) {
        Fields all = Fields.NONE;
        for (String field : fields.split("\\|")) {
            String[] parts = field.split(": ");
            all = all.with(parts[0], parts[1]);
        }
        byte[] bytes =
                Http1Writer.bytes(new ResponseHead(200, "OK", all), new byte[0], true, false);

        assertThat(new String(bytes, StandardCharsets.US_ASCII))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\n"
                                + (expected.isEmpty() ? "" : expected + "\r\n")
                                + "\r\n");
    }

    @Test
    void a_value_beyond_ascii_leaves_a_reply_as_it_came() {
        ResponseHead head = new ResponseHead(200, "Sch\u00f6n", Fields.NONE.with("x", "\u00e9"));

        assertThat(new String(Http1Writer.chunkedHead(head), StandardCharsets.ISO_8859_1))
                .startsWith("HTTP/1.1 200 Sch\u00f6n\r\nx: \u00e9\r\n");
    }

    @Test
    void a_reply_is_framed_anew_and_a_head_only_reply_has_no_body() {
        ResponseHead head =
                new ResponseHead(
                        200,
                        "",
                        new Fields(
                                List.of(
                                        new Fields.Field("Transfer-Encoding", "chunked"),
                                        new Fields.Field("Connection", "x-foo"),
                                        new Fields.Field("X-Foo", "1"),
                                        new Fields.Field("Content-Type", "text/plain"))));
        byte[] body = {'h', 'i'};

        assertThat(
                        new String(
                                Http1Writer.bytes(head, body, false, true),
                                StandardCharsets.US_ASCII))
                .isEqualTo(
                        "HTTP/1.1 200 Reply\r\ncontent-type: text/plain\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi");
        assertThat(
                        new String(
                                Http1Writer.bytes(head, body, true, false),
                                StandardCharsets.US_ASCII))
                .endsWith("2\r\n\r\n");
    }
}
