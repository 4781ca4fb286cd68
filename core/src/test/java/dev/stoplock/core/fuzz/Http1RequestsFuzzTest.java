package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The reader of a connection's requests, held against RFC 9112 and against its own writer. */
class Http1RequestsFuzzTest {

    private static final int BODY_LIMIT = 256;

    private static final byte[] PROBE =
            "GET /probe HTTP/1.1\r\nHost: api.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What a connection's bytes amounted to. */
    private record Heard(List<HttpStep.Request> requests, boolean refused, boolean midway) {

        /** Comparable and readable; the bodies as one char a byte. */
        List<String> shown() {
            List<String> lines = new ArrayList<>();
            requests.forEach(request -> lines.add(request.head() + " " + text(request.body())));
            lines.add(refused ? "refused" : midway ? "midway" : "idle");
            return lines;
        }
    }

    @DictionaryEntries({
        "\\x0d",
        "\\x0a",
        "\\x0d\\x0a",
        "\\x0d\\x0a\\x0d\\x0a",
        "Transfer-Encoding: chunked\\x0d\\x0a",
        "Content-Length: 5\\x0d\\x0a",
        "Expect: 100-continue\\x0d\\x0a",
        "Connection: close, x-a\\x0d\\x0a",
        "0\\x0d\\x0a\\x0d\\x0a",
        "Host: api.example\\x0d\\x0a"
    })
    @FuzzTest
    void one_connection_has_one_reading(byte[] data) {
        Heard heard = heard(List.of(data));
        for (List<byte[]> pieces : Pieces.of(data)) {
            assertThat(heard(pieces).shown()).isEqualTo(heard.shown());
        }
        agreesWithTheLetter(data, heard);
        heard.requests().forEach(Http1RequestsFuzzTest::leavesAsItWasRead);
        if (!heard.refused() && !heard.midway()) {
            // nothing of what came before becomes part of what comes next
            Heard more = heard(List.of(data, PROBE));
            assertThat(more.requests()).hasSize(heard.requests().size() + 1);
            assertThat(more.requests().getLast().head().target()).isEqualTo("/probe");
            assertThat(more.midway()).isFalse();
        }
    }

    private static void agreesWithTheLetter(byte[] data, Heard heard) {
        int from = 0;
        for (HttpStep.Request request : heard.requests()) {
            byte[] rest = Arrays.copyOfRange(data, from, data.length);
            PlainHttp plain;
            try {
                plain = PlainHttp.first(rest, false, false);
            } catch (PlainHttp.NotHttp e) {
                throw new AssertionError("read " + request.head() + ", but it is none", e);
            }
            RequestHead head = request.head();
            // a target in absolute form goes on in origin form
            assertThat(head.method() + " " + head.target() + " HTTP/1.1")
                    .isEqualTo(
                            plain.startLine()
                                    .replaceFirst("(?i) https?://[^/?# ]*(?=/)", " ")
                                    .replaceFirst("(?i) https?://[^/?# ]*", " /"));
            assertThat(lines(head.fields())).isEqualTo(plain.fields());
            if (head.fields().all("content-encoding").stream()
                    .allMatch("identity"::equalsIgnoreCase)) {
                assertThat(text(request.body())).isEqualTo(text(plain.body()));
            }
            assertThat(request.body().length).isLessThanOrEqualTo(BODY_LIMIT);
            assertThat(head.method()).isNotEqualTo("CONNECT");
            assertThat(head.target()).startsWith("/").doesNotContain("#", "\\", " ");
            assertThat(head.fields().all("host")).hasSize(1);
            from += plain.end();
        }
    }

    /** The canonical rewrite says the same request, all of it, and rewriting it changes nothing. */
    private static void leavesAsItWasRead(HttpStep.Request request) {
        int length = request.body().length;
        RequestHead canonical = Http1Writer.canonical(request.head(), "api.example", length);
        byte[] bytes = Http1Writer.bytes(canonical, request.body());
        Heard again = heard(List.of(bytes, PROBE));
        assertThat(again.requests()).hasSize(2);
        assertThat(again.requests().getFirst().head()).isEqualTo(canonical);
        assertThat(text(again.requests().getFirst().body())).isEqualTo(text(request.body()));
        assertThat(Http1Writer.canonical(canonical, "api.example", length)).isEqualTo(canonical);
        assertThat(canonical.method()).isEqualTo(request.head().method());
        assertThat(canonical.target()).isEqualTo(request.head().target());
        assertThat(canonical.fields().all("transfer-encoding")).isEmpty();
        assertThat(canonical.fields().all("content-length")).hasSizeLessThanOrEqualTo(1);
    }

    private static Heard heard(List<byte[]> pieces) {
        Http1Requests reader = new Http1Requests(BODY_LIMIT);
        List<HttpStep.Request> requests = new ArrayList<>();
        for (byte[] piece : pieces) {
            reader.feed(piece, 0, piece.length);
            boolean waiting = false;
            while (!waiting) {
                switch (reader.next()) {
                    case HttpStep.More() -> waiting = true;
                    case HttpStep.WantsContinue() -> {}
                    case HttpStep.WantsRoom wants ->
                            throw new AssertionError("room was asked for by one that does not");
                    case HttpStep.Piece handedOut ->
                            throw new AssertionError("nobody asked for a body in pieces");
                    case HttpStep.Request request -> requests.add(request);
                    case HttpStep.Refused refused -> {
                        assertThat(reader.next()).isEqualTo(refused);
                        return new Heard(requests, true, false);
                    }
                    case HttpStep.Response response ->
                            throw new AssertionError("a response among requests");
                }
            }
        }
        return new Heard(requests, false, reader.isMidway());
    }

    private static List<String> lines(Fields fields) {
        return fields.list().stream().map(field -> field.name() + ": " + field.value()).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
