package dev.stoplock.core.wire.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a reader holds of a body, and what it asks for before it holds more. */
class BodyRoomTest {

    private static final int LIMIT = 1 << 20;
    private static final int SMALL = Http1Requests.SMALL;

    private final Http1Requests requests = Http1Requests.asking(LIMIT);
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private long room;

    private HttpStep fed(byte[] bytes) {
        requests.feed(bytes, 0, bytes.length);
        return requests.next();
    }

    private HttpStep head(String fields) {
        return fed(("POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n").getBytes(ISO_8859_1));
    }

    /** Feeds in pieces of 8000 bytes and grants what is asked for. */
    private HttpStep all(byte[] bytes) {
        HttpStep step = new HttpStep.More();
        for (int from = 0; from < bytes.length; from += 8_000) {
            requests.feed(bytes, from, Math.min(8_000, bytes.length - from));
            step = granted();
        }
        return step;
    }

    private HttpStep granted() {
        while (true) {
            HttpStep step = requests.next();
            switch (step) {
                case HttpStep.WantsRoom(RequestHead head, long bytes) -> room = bytes;
                case HttpStep.Piece(byte[] piece) -> pieces.writeBytes(piece);
                case HttpStep.More more -> {
                    return step;
                }
                case HttpStep.WantsContinue wants -> {}
                case HttpStep.Request request -> {
                    return step;
                }
                case HttpStep.Response response -> throw new AssertionError();
                case HttpStep.Refused refused -> {
                    return step;
                }
            }
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    private static byte[] chunks(byte[] body, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += size) {
            int n = Math.min(size, body.length - from);
            out.writeBytes((Integer.toHexString(n) + "\r\n").getBytes(ISO_8859_1));
            out.write(body, from, n);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        out.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    @Test
    void what_is_announced_is_asked_for_before_any_of_it_is_taken_and_before_the_client_goes_on() {
        assertThat(head("Content-Length: 500000\r\nExpect: 100-continue"))
                .isInstanceOfSatisfying(
                        HttpStep.WantsRoom.class,
                        wants -> assertThat(wants.bytes()).isEqualTo(500_000));
        assertThat(requests.next()).isInstanceOf(HttpStep.WantsContinue.class);
        assertThat(requests.next()).isInstanceOf(HttpStep.More.class);
        byte[] body = bytes(500_000);
        assertThat(all(body))
                .isInstanceOfSatisfying(
                        HttpStep.Request.class, whole -> assertThat(whole.body()).isEqualTo(body));
        assertThat(room).as("it asked once").isZero();
    }

    @Test
    void a_small_body_is_taken_without_asking() {
        assertThat(head("Content-Length: " + SMALL)).isInstanceOf(HttpStep.More.class);
        assertThat(all(bytes(SMALL))).isInstanceOf(HttpStep.Request.class);
        assertThat(room).isZero();
    }

    @Test
    void a_chunked_body_asks_as_it_grows_and_never_holds_more_than_it_asked_for() {
        byte[] body = bytes(300_000);
        assertThat(head("Transfer-Encoding: chunked")).isInstanceOf(HttpStep.More.class);
        assertThat(all(chunks(body, 1)))
                .isInstanceOfSatisfying(
                        HttpStep.Request.class, whole -> assertThat(whole.body()).isEqualTo(body));
        assertThat(room).isBetween(300_000L, 600_000L);
    }

    @Test
    void a_coded_body_asks_for_the_most_that_it_can_come_to_before_it_is_decoded()
            throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new byte[900_000]);
        }
        byte[] coded = bomb.toByteArray();
        byte[] head =
                ("POST /x HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: "
                                + coded.length
                                + "\r\n\r\n")
                        .getBytes(ISO_8859_1);
        byte[] request = Arrays.copyOf(head, head.length + coded.length);
        System.arraycopy(coded, 0, request, head.length, coded.length);
        assertThat(fed(request))
                .isInstanceOfSatisfying(
                        HttpStep.WantsRoom.class,
                        wants -> assertThat(wants.bytes()).isGreaterThanOrEqualTo(900_000));
        assertThat(granted()).isInstanceOf(HttpStep.Request.class);
    }

    @Test
    void in_pieces_a_body_comes_out_byte_for_byte_and_none_of_it_is_held() {
        byte[] body = bytes(3 * LIMIT);
        for (String framing :
                new String[] {"Content-Length: " + body.length, "Transfer-Encoding: chunked"}) {
            Http1Requests reader = Http1Requests.asking(LIMIT);
            byte[] head =
                    ("PUT /x HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n").getBytes(ISO_8859_1);
            byte[] sent = framing.startsWith("C") ? body : chunks(body, 5_000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            reader.feed(head, 0, head.length);
            boolean asked = false;
            boolean whole = false;
            for (int from = 0; from < sent.length; from += 8_000) {
                reader.feed(sent, from, Math.min(8_000, sent.length - from));
                for (HttpStep step = reader.next();
                        !(step instanceof HttpStep.More) && !whole;
                        step = reader.next()) {
                    if (step instanceof HttpStep.WantsRoom) {
                        assertThat(asked).isFalse();
                        asked = true;
                        reader.inPieces(4L * LIMIT);
                    } else if (step instanceof HttpStep.Piece(byte[] piece)) {
                        assertThat(piece.length).isLessThan(2 * SMALL);
                        out.writeBytes(piece);
                    } else if (step instanceof HttpStep.Request(RequestHead of, byte[] rest)) {
                        out.writeBytes(rest);
                        whole = true;
                    }
                }
            }
            assertThat(whole).isTrue();
            assertThat(out.toByteArray()).isEqualTo(body);
        }
    }

    @Test
    void in_pieces_too_there_is_a_limit() {
        for (String framing :
                new String[] {"Content-Length: 5000000", "Transfer-Encoding: chunked"}) {
            Http1Requests reader = Http1Requests.asking(LIMIT);
            byte[] head =
                    ("PUT /x HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n").getBytes(ISO_8859_1);
            byte[] sent = chunks(bytes(4_200_000), 64_000);
            reader.feed(head, 0, head.length);
            HttpStep last = new HttpStep.More();
            for (int from = 0; from < sent.length; from += 8_000) {
                reader.feed(sent, from, Math.min(8_000, sent.length - from));
                for (HttpStep step = reader.next();
                        !(step instanceof HttpStep.More) && !(last instanceof HttpStep.Refused);
                        step = reader.next()) {
                    if (step instanceof HttpStep.WantsRoom) {
                        reader.inPieces(4_000_000);
                    }
                    last = step;
                }
            }
            assertThat(last)
                    .isInstanceOfSatisfying(
                            HttpStep.Refused.class,
                            no -> {
                                assertThat(no.rule().value()).isEqualTo("wire.body-too-long");
                                assertThat(no.sentence()).contains("over 4000000 bytes");
                            });
        }
    }

    @Test
    void a_coded_body_is_not_taken_in_pieces() {
        assertThat(head("Content-Encoding: gzip\r\nContent-Length: 500000"))
                .isInstanceOf(HttpStep.WantsRoom.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> requests.inPieces(4_000_000))
                .isInstanceOf(IllegalStateException.class);
    }
}
