package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The reader of one reply, held against RFC 9112 and against its own writer. */
class Http1ResponseFuzzTest {

    private static final int BODY_LIMIT = 256;

    @DictionaryEntries({
        "\\x0d",
        "\\x0a",
        "\\x0d\\x0a",
        "\\x0d\\x0a\\x0d\\x0a",
        "Transfer-Encoding: chunked\\x0d\\x0a",
        "Content-Length: 5\\x0d\\x0a",
        "Connection: close, x-a\\x0d\\x0a",
        "0\\x0d\\x0a\\x0d\\x0a",
        "HTTP/1.1 100 Continue\\x0d\\x0a\\x0d\\x0a",
        "HTTP/1.1 204 No\\x0d\\x0a",
        "HTTP/1.1 304 Not\\x0d\\x0a"
    })
    @FuzzTest
    void one_reply_has_one_reading(byte[] data) {
        for (String method : List.of("GET", "HEAD")) {
            HttpStep step = step(method, List.of(data));
            for (List<byte[]> pieces : Pieces.of(data)) {
                assertThat(shown(step(method, pieces))).isEqualTo(shown(step));
            }
            if (step instanceof HttpStep.Response response) {
                agreesWithTheLetter(data, method, response);
                leavesAsItWasRead(method, response);
            }
        }
    }

    private static void agreesWithTheLetter(byte[] data, String method, HttpStep.Response read) {
        PlainHttp plain;
        int from = 0;
        try {
            // interim replies have no body
            do {
                byte[] rest = Arrays.copyOfRange(data, from, data.length);
                plain = PlainHttp.first(rest, true, false);
                from += plain.end();
            } while (plain.startLine().matches("(?s)HTTP/1\\.[01] 1[0-9][0-9]( .*)?"));
            byte[] rest = Arrays.copyOfRange(data, from - plain.end(), data.length);
            boolean bodiless =
                    method.equals("HEAD")
                            || plain.startLine().matches("(?s)HTTP/1\\.[01] [23]04( .*)?");
            plain = PlainHttp.first(rest, bodiless, true);
        } catch (PlainHttp.NotHttp e) {
            throw new AssertionError("read " + read.head() + ", but it is none", e);
        }
        assertThat(plain.startLine().replaceFirst("^HTTP/1\\.0", "HTTP/1.1"))
                .isIn(
                        "HTTP/1.1 " + read.head().status() + " " + read.head().reason(),
                        "HTTP/1.1 " + read.head().status());
        assertThat(
                        read.head().fields().list().stream()
                                .map(field -> field.name() + ": " + field.value()))
                .isEqualTo(plain.fields());
        assertThat(text(read.body())).isEqualTo(text(plain.body()));
        assertThat(read.body().length).isLessThanOrEqualTo(BODY_LIMIT);
        assertThat(read.head().status()).isBetween(200, 599);
    }

    /** With our own framing it still says the same, and only that. */
    private static void leavesAsItWasRead(String method, HttpStep.Response read) {
        boolean toHead = method.equals("HEAD");
        byte[] bytes = Http1Writer.bytes(read.head(), read.body(), toHead, true);
        HttpStep again = step(method, List.of(bytes));
        assertThat(again).isInstanceOf(HttpStep.Response.class);
        if (again instanceof HttpStep.Response second) {
            assertThat(second.head().status()).isEqualTo(read.head().status());
            assertThat(text(second.body())).isEqualTo(text(read.body()));
            assertThat(second.head().fields().all("transfer-encoding")).isEmpty();
            assertThat(Http1Writer.bytes(second.head(), second.body(), toHead, true))
                    .isEqualTo(bytes);
        }
    }

    /** Feeds the pieces, then closes. */
    private static HttpStep step(String method, List<byte[]> pieces) {
        Http1Response reader = new Http1Response(method, BODY_LIMIT);
        for (byte[] piece : pieces) {
            reader.feed(piece, 0, piece.length);
            HttpStep step = reader.next(false);
            if (!(step instanceof HttpStep.More)) {
                return step;
            }
        }
        return reader.next(true);
    }

    private static String shown(HttpStep step) {
        return switch (step) {
            case HttpStep.Response response -> response.head() + " " + text(response.body());
            case HttpStep.Refused refused -> "refused";
            case HttpStep.More more -> "cut off";
            default -> throw new AssertionError("no step of a reply: " + step);
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
