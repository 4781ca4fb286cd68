package dev.stoplock.core.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1RequestsTest {

    private static final int LIMIT = 1000;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** In the tables, {@code |} is CR LF, {@code ^} a bare CR, {@code ~} a bare LF. */
    private static byte[] wire(String text) {
        return bytes(text.replace("|", "\r\n").replace("^", "\r").replace("~", "\n"));
    }

    private static List<HttpStep> steps(byte[] input, int piece) {
        Http1Requests requests = new Http1Requests(LIMIT);
        List<HttpStep> steps = new ArrayList<>();
        for (int from = 0; from < input.length; from += piece) {
            requests.feed(input, from, Math.min(piece, input.length - from));
            HttpStep step = requests.next();
            while (!(step instanceof HttpStep.More)) {
                steps.add(step);
                if (step instanceof HttpStep.Refused) {
                    return steps;
                }
                step = requests.next();
            }
        }
        return steps;
    }

    private static String shown(List<HttpStep> steps) {
        StringBuilder text = new StringBuilder();
        for (HttpStep step : steps) {
            switch (step) {
                case HttpStep.Request(RequestHead head, byte[] body) ->
                        text.append(head.method())
                                .append(' ')
                                .append(head.target())
                                .append(' ')
                                .append(head.fields().list())
                                .append(new String(body, StandardCharsets.ISO_8859_1));
                case HttpStep.Refused(var rule, var sentence) ->
                        text.append(rule).append(' ').append(sentence);
                case HttpStep.WantsContinue wants -> text.append("continue?");
                case HttpStep.WantsRoom(var head, long bytes) ->
                        text.append("room for ").append(bytes).append('?');
                case HttpStep.Piece(byte[] piece) -> text.append("piece of ").append(piece.length);
                case HttpStep.More more -> text.append("more");
                case HttpStep.Response response -> text.append("response");
            }
            text.append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 3||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 4||abcd",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 3, 3||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: +3||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: -3||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 0x3||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 3 3||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length:||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Content-Length: 99999999999999999999||abc",
                "wire.body-too-long	POST /email HTTP/1.1|Host: a|Content-Length: 1001||abc",
                "wire.body-too-long	POST /email HTTP/1.1|Host: a|Content-Length: 999999999999||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: chunked, chunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: identity||abc",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: \"chunked\"||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding: chunked;x=1||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding:||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a| Transfer-Encoding: chunked||0||",
                "wire.framing	POST /email HTTP/1.1|Host: a|X: y|  folded||",
                "wire.framing	POST /email HTTP/1.1|Host: a|X: y~Bcc: z||",
                "wire.framing	POST /email HTTP/1.1|Host: a|X: y^Bcc: z||",
                "wire.framing	POST /email HTTP/1.1|Host: a|X: y^^|Bcc: z||",
                "wire.framing	POST /email HTTP/1.1|Host: a|X y||",
                "wire.framing	POST /email HTTP/1.1|Host: a|: y||",
                "wire.framing	POST /email HTTP/1.1|Host: a|X(y): y||",
                "wire.framing	POST /email HTTP/1.1|Host: a|Trailer: X||",
                "wire.host	POST /email HTTP/1.1|X: y||",
                "wire.host	POST /email HTTP/1.1|Host: a|Host: b||",
                "wire.target	POST http://b/email HTTP/1.1|Host: a||",
                "wire.target	POST http://a:81/email HTTP/1.1|Host: a||",
                "wire.target	POST http://x@a/email HTTP/1.1|Host: a||",
                "wire.target	POST ftp://a/email HTTP/1.1|Host: a||",
                "wire.target	POST http://a//b HTTP/1.1|Host: a||",
                "wire.target	POST http://a#b HTTP/1.1|Host: a||",
                "wire.target	POST a:443 HTTP/1.1|Host: a||",
                "wire.target	OPTIONS * HTTP/1.1|Host: a||",
                "wire.target	GET //evil.example/x HTTP/1.1|Host: a||",
                "wire.target	GET /x#y HTTP/1.1|Host: a||",
                "wire.target	GET /x%zz HTTP/1.1|Host: a||",
                "wire.target	GET /x%+5 HTTP/1.1|Host: a||",
                "wire.target	GET /x%a HTTP/1.1|Host: a||",
                "wire.target	GET /a\\b HTTP/1.1|Host: a||",
                "wire.connect	CONNECT a:443 HTTP/1.1|Host: a||",
                "wire.not-http	GET /x HTTP/1.0|Host: a||",
                "wire.not-http	'\u0016\u0003\u0001\u0002\u0000\u0001'",
                "wire.not-http	GET /x HTTP/2.0|Host: a||",
                "wire.http2	PRI * HTTP/2.0||SM||",
                "wire.not-http	GET  /x HTTP/1.1|Host: a||",
                "wire.not-http	GET /x HTTP/1.1 |Host: a||",
                "wire.not-http	GET /x y HTTP/1.1|Host: a||",
                "wire.not-http	get /x HTTP/1.1|Host: a||",
                "wire.not-http	GET /x|Host: a||",
                "wire.framing	|GET /x HTTP/1.1|Host: a||",
                "wire.upgrade	GET /x HTTP/1.1|Host: a|Upgrade: h2c||",
                "wire.upgrade	GET /x HTTP/1.1|Host: a|Upgrade: WebSocket||",
                "wire.upgrade	GET /x HTTP/1.1|Host: a|HTTP2-Settings: AAMA||",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: zstd|Content-Length: 1||x",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: deflate|Content-Length: 1||x",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: gzip|Content-Encoding: gzip|Content-Length: 1||x",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: gzip|Content-Length: 1||x",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: br|Content-Length: 1||x",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: identity, gzip|Content-Length: 1||x",
                "wire.content-encoding	POST /x HTTP/1.1|Host: a|Content-Encoding: what|Content-Length: 1||x",
                "wire.expect	POST /x HTTP/1.1|Host: a|Expect: 200-ok|Content-Length: 1||x",
                "wire.expect	POST /x HTTP/1.1|Host: a|Expect: 100-continue|Expect: 100-continue|Content-Length: 1||x"
            })
    void what_two_parsers_could_read_differently_is_refused_whole(String rule, String text) {
        List<HttpStep> steps = steps(wire(text), Integer.MAX_VALUE);

        assertThat(shown(steps)).startsWith(rule + " ");
        assertThat(steps).hasSize(1);
        assertThat(shown(steps(wire(text), 1))).isEqualTo(shown(steps));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "3;x=y|abc|0||",
                "3 |abc|0||",
                " 3|abc|0||",
                "+3|abc|0||",
                "-3|abc|0||",
                "0x3|abc|0||",
                "000000003|abc|0||",
                "3~abc|0||",
                "|3|abc|0||",
                "3|abcd|0||",
                "3|abc~0||",
                "3|abc|0|X: y||",
                "3|abc|0;x|",
                "3|abc|g||",
                "7fffffff|abc|",
                "ffffffff|abc|",
                "fffffffff|abc|",
                "3e9|a"
            })
    void a_chunked_body_has_one_spelling(String chunks) {
        byte[] input = wire("POST /email HTTP/1.1|Host: a|Transfer-Encoding: chunked||" + chunks);

        assertThat(shown(steps(input, Integer.MAX_VALUE))).startsWith("wire.");
        assertThat(shown(steps(input, 1))).isEqualTo(shown(steps(input, Integer.MAX_VALUE)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x0b, 0x0c, 0x1f, 0x7f, 0x80, 0xa0, 0xff})
    void no_control_byte_and_no_byte_over_ascii_stands_in_a_head(int code) {
        String byteText = String.valueOf((char) code);

        for (String text :
                List.of(
                        "GET /a%s HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /a HTTP/1.1\r\nHost: a\r\nX: b%sc\r\n\r\n")) {
            assertThat(shown(steps(bytes(text.replace("%s", byteText)), Integer.MAX_VALUE)))
                    .startsWith("wire.framing");
        }
    }

    @Test
    void pipelined_requests_are_read_one_by_one_however_the_bytes_arrive() {
        byte[] input =
                wire(
                        "POST /email HTTP/1.1|HOST:  a \t|Content-Length: 3||abc"
                                + "POST /b HTTP/1.1|Host: a|Transfer-Encoding: CHUNKED||3|abc|00A|0123456789|0||"
                                + "GET /c?d=e HTTP/1.1|Host: a||");
        String whole = shown(steps(input, Integer.MAX_VALUE));

        assertThat(whole.lines())
                .containsExactly(
                        "POST /email [Field[name=host, value=a], Field[name=content-length, value=3]]abc",
                        "POST /b [Field[name=host, value=a], Field[name=transfer-encoding, value=CHUNKED]]abc0123456789",
                        "GET /c?d=e [Field[name=host, value=a]]");
        for (int piece : new int[] {1, 2, 3, 7, 50}) {
            assertThat(shown(steps(input, piece))).isEqualTo(whole);
        }
    }

    @Test
    void a_client_that_expects_it_is_told_once_to_continue() {
        byte[] input =
                wire("POST /email HTTP/1.1|Host: a|Expect: 100-continue|Content-Length: 3||abc");

        assertThat(shown(steps(input, 1)).lines().map(line -> line.split(" ")[0]))
                .containsExactly("continue?", "POST");
        assertThat(shown(steps(input, Integer.MAX_VALUE)).lines()).hasSize(1);
    }

    @Test
    void a_head_is_refused_when_it_is_too_long_even_before_it_ends() {
        byte[] input = bytes("GET /x HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(70_000));
        String manyFields = "GET /x HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(300) + "\r\n";

        assertThat(shown(steps(input, 1000))).startsWith("wire.head-too-long");
        assertThat(shown(steps(bytes(manyFields), 1000))).startsWith("wire.framing a request");
    }

    @Test
    void a_body_cut_short_is_never_delivered() {
        Http1Requests requests = new Http1Requests(LIMIT);
        byte[] input = wire("POST /email HTTP/1.1|Host: a|Content-Length: 30||abc");
        requests.feed(input, 0, input.length);

        assertThat(requests.next()).isInstanceOf(HttpStep.More.class);
        assertThat(requests.isMidway()).isTrue();
    }

    @Test
    void nothing_is_read_after_a_refusal() {
        Http1Requests requests = new Http1Requests(LIMIT);
        byte[] bad = wire("GET /x HTTP/1.0|Host: a||");
        byte[] good = wire("GET /x HTTP/1.1|Host: a||");
        requests.feed(bad, 0, bad.length);
        HttpStep refused = requests.next();
        requests.feed(good, 0, good.length);

        assertThat(requests.next()).isSameAs(refused);
    }

    @Test
    void a_long_connection_needs_no_more_room_than_its_largest_request() {
        Input input = new Input();
        byte[] piece = new byte[5000];
        for (int i = 0; i < 100_000; i++) {
            input.add(piece, 0, piece.length);
            input.take(piece.length);
        }

        assertThat(input.room()).isLessThanOrEqualTo(16_384);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "http://a/email?x=1	/email?x=1",
                "HTTPS://A/email	/email",
                "https://a	/",
                "https://a?x=1	/?x=1"
            })
    void an_absolute_target_that_agrees_with_host_goes_on_in_origin_form(
            String target, String origin) {
        assertThat(shown(steps(wire("POST " + target + " HTTP/1.1|Host: a||"), 1)))
                .startsWith("POST " + origin + " ");
    }

    private static byte[] coded(String coding, byte[] body) {
        return joined(
                bytes(
                        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
                                + coding
                                + "\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n"),
                body);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(6, bare))) {
            deflate.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void a_coded_body_goes_on_decoded() throws Exception {
        byte[] plain = bytes("{\"to\":\"x\"}");
        for (byte[] request :
                List.of(
                        coded("gzip", gzip(plain)),
                        coded("X-GZIP", gzip(plain)),
                        coded("deflate", deflate(plain, false)),
                        coded("gzip", new byte[0]))) {
            HttpStep step = steps(request, 7).getFirst();
            assertThat(step).isInstanceOf(HttpStep.Request.class);
            HttpStep.Request read = (HttpStep.Request) step;
            assertThat(text(read.body())).isIn(text(plain), "");
            RequestHead canonical = Http1Writer.canonical(read.head(), "a", read.body().length);
            assertThat(canonical.fields().has("content-encoding")).isFalse();
            assertThat(canonical.fields().only("content-length"))
                    .isEqualTo(Integer.toString(read.body().length));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_coded_body_that_is_broken_double_or_a_bomb_is_refused_whole() throws Exception {
        byte[] plain = bytes("abc");
        byte[] changed = gzip(plain);
        changed[changed.length - 5] ^= 1;
        byte[] bomb = gzip(new byte[LIMIT + 1]);
        assertThat(shown(steps(coded("gzip", bomb), 50))).startsWith("wire.body-too-long");
        assertThat(shown(steps(coded("deflate", deflate(new byte[1 << 20], false)), 5_000)))
                .startsWith("wire.body-too-long");
        for (byte[] body :
                List.of(
                        changed,
                        joined(gzip(plain), gzip(plain)),
                        joined(gzip(plain), bytes("x")),
                        Arrays.copyOf(gzip(plain), 20),
                        deflate(plain, true),
                        bytes("plain"))) {
            assertThat(shown(steps(coded("gzip", body), 50))).startsWith("wire.content-encoding");
        }
        assertThat(shown(steps(coded("deflate", deflate(plain, true)), 50)))
                .startsWith("wire.content-encoding");
    }
}
