package dev.stoplock.core.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Http1ResponseTest {

    private static String read(String method, String text, boolean ended, int piece) {
        Http1Response response = new Http1Response(method, 100);
        byte[] input =
                text.replace("|", "\r\n").replace("~", "\n").getBytes(StandardCharsets.ISO_8859_1);
        HttpStep step = response.next(false);
        for (int from = 0; from < input.length && step instanceof HttpStep.More; from += piece) {
            response.feed(input, from, Math.min(piece, input.length - from));
            step = response.next(false);
        }
        if (step instanceof HttpStep.More && ended) {
            step = response.next(true);
        }
        return switch (step) {
            case HttpStep.Response(ResponseHead head, byte[] body) ->
                    head.status()
                            + " "
                            + head.reason()
                            + " "
                            + new String(body, StandardCharsets.ISO_8859_1);
            case HttpStep.Refused(var rule, var sentence) -> rule.value();
            case HttpStep.More more -> "more";
            default -> "unexpected " + step;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "GET	HTTP/1.1 200 OK|Content-Length: 2||hi	200 OK hi",
                "GET	HTTP/1.1 200|Content-Length: 2||hi	200  hi",
                "GET	HTTP/1.1 200 |Content-Length: 2||hi	200  hi",
                "GET	HTTP/1.1 100 Continue||HTTP/1.1 103 Early|Link: x||HTTP/1.1 200 OK|Content-Length: 0||	200 OK ''",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|hi|0||	200 OK hi",
                "GET	HTTP/1.1 200 OK||until the end	200 OK until the end",
                "GET	HTTP/1.1 204 Gone||	204 Gone ''",
                "GET	HTTP/1.1 304 Same|Content-Length: 50||	304 Same ''",
                "HEAD	HTTP/1.1 200 OK|Content-Length: 50||	200 OK ''",
                "GET	HTTP/1.1 200 OK|Content-Length: 5||hi	more",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hi	more",
                "GET	HTTP/1.1 200 OK|Content-Le	more",
                "GET	HTTP/1.1 101 Switching Protocols|Upgrade: x||	wire.upgrade",
                "GET	HTTP/1.1 200 OK|Content-Length: 2|Transfer-Encoding: chunked||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 3||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: gzip||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Content-Length: 101||hi	wire.reply-framing",
                "GET	HTTP/1.0 200 OK||until the end	200 OK until the end",
                "GET	HTTP/1.0 200 OK|Content-Length: 2||hi	200 OK hi",
                "GET	HTTP/1.0 200 OK|Transfer-Encoding: chunked||2|hi|0||	wire.reply-framing",
                "GET	HTTP/0.9 200 OK||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 Schön|X: éü|Content-Length: 2||hi	200 Schön hi",
                "GET	HTTP/1.1 200 OK|Xé: a|Content-Length: 2||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 2||hi	200 OK hi",
                "GET	HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 02||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Content-Length: 2, 2||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 2|Transfer-Encoding: chunked||2|hi|0||	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2  |hi|0 ||	200 OK hi",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2 1|hi|0||	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked|| 2|hi|0||	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2;x|hi|0||	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|hi|0|X-Sum: 1|Y: 2||	200 OK hi",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|hi|0|X: 1~||	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|hi|0|X: 1|	more",
                "GET	HTTP/1.1 2000 OK||hi	wire.reply-framing",
                "GET	HTTP/1.1 20 OK||hi	wire.reply-framing",
                "GET	HTTP/1.1 700 OK||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|X: a~b||hi	wire.reply-framing",
                "GET	HTTP/1.1 200 OK|X : a||hi	wire.reply-framing",
                "GET	220 mail.example ESMTP||	wire.reply-framing"
            })
    void a_reply_is_whole_and_has_one_reading_or_is_refused(
            String method, String text, String expected) {
        String want = expected.replace("''", "");

        assertThat(read(method, text, true, Integer.MAX_VALUE)).isEqualTo(want);
        assertThat(read(method, text, true, 1)).isEqualTo(want);
    }

    @Test
    void a_reply_without_a_length_over_the_limit_is_refused() {
        assertThat(read("GET", "HTTP/1.1 200 OK||" + "x".repeat(200), false, 10))
                .isEqualTo("wire.reply-framing");
    }

    @Test
    void endless_trailers_are_refused() {
        String reply = "HTTP/1.1 200 OK|Transfer-Encoding: chunked||0|" + "X: 1|".repeat(20_000);

        assertThat(read("GET", reply, false, 1000)).isEqualTo("wire.reply-framing");
    }

    @Test
    void endless_interim_replies_are_refused() {
        assertThat(read("GET", "HTTP/1.1 100 Continue||".repeat(100), false, 1000))
                .isEqualTo("wire.reply-framing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|HTTP/1.1 200 OK~Content-Length: 2~~ok|true",
                "GET|HTTP/1.1 200 OK~Content-Length: 2~Connection: Keep-Alive~~ok|true",
                "GET|HTTP/1.1 500 no~Content-Length: 0~~|true",
                "GET|HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~|true",
                "GET|HTTP/1.1 200 OK~Content-Length: 2~Connection: close~~ok|false",
                "GET|HTTP/1.1 200 OK~Content-Length: 2~Connection: keep-alive, close~~ok|false",
                "GET|HTTP/1.1 200 OK~Content-Length: 2~~ok and more|false",
                "GET|HTTP/1.1 200 OK~Content-Length: 3~~ok|false",
                "GET|HTTP/1.1 200 OK~Content-Length: 2~Content-Length: 2~~ok|false",
                "GET|HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 2~~ok|false",
                "GET|HTTP/1.0 200 OK~Content-Length: 2~Connection: keep-alive~~ok|false",
                "GET|HTTP/1.1 204 none~~|false",
                "GET|HTTP/1.1 304 same~~|false",
                "HEAD|HTTP/1.1 200 OK~Content-Length: 2~~|false",
                "GET|HTTP/1.1 200 OK~~until the end|false"
            })
    void a_connection_is_left_open_only_where_nothing_can_be_taken_for_the_next_reply(
            String method, String reply, boolean open) {
        byte[] bytes = reply.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Http1Response response = new Http1Response(method, 1_000);
        response.feed(bytes, 0, bytes.length);
        response.next(false);
        assertThat(response.leavesOpen()).isEqualTo(open);
    }
}
