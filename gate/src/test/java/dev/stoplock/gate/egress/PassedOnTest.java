package dev.stoplock.gate.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.gate.port.SecretWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PassedOnTest {

    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n";

    /** Passes on what does not hold the word; keeps nothing back. */
    private static final class Word implements SecretWatch {
        @Override
        public Step feed(byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, ISO_8859_1);
            return text.contains("hidden-word")
                    ? new Step.Cut(Set.of(new SecretName("KEY")))
                    : new Step.Pass(text.getBytes(ISO_8859_1));
        }

        @Override
        public Step end() {
            return new Step.Pass(new byte[0]);
        }
    }

    /** What was passed on, and how it was told to end. */
    private static final class Read implements AutoCloseable {
        private final ServerSocket listener =
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final Socket here = new Socket(listener.getInetAddress(), listener.getLocalPort());
        private final Socket peer = listener.accept();
        private final Http1Response response = new Http1Response("GET", Long.MAX_VALUE);
        private final AtomicInteger done = new AtomicInteger();
        private final List<String> told = new ArrayList<>();

        Read() throws IOException {}

        void says(String bytes) throws IOException {
            peer.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        }

        PassedOn begun() throws IOException {
            byte[] buffer = new byte[8192];
            while (!(ReplyStream.is(response, 100))) {
                int n = here.getInputStream().read(buffer);
                response.feed(buffer, 0, n);
                response.next(false);
            }
            return new PassedOn(
                    new ReplyStream(response, here, done::incrementAndGet),
                    new Word(),
                    new PassedOn.Ending() {
                        @Override
                        public void begun(byte[] piece) {}

                        @Override
                        public void ended(
                                @Nullable String cut,
                                boolean secret,
                                String measure,
                                byte[] first) {
                            told.add(
                                    cut
                                            + " "
                                            + secret
                                            + " "
                                            + measure.replaceAll(":.*", "")
                                            + " "
                                            + new String(first, ISO_8859_1));
                        }
                    });
        }

        @Override
        public void close() throws IOException {
            here.close();
            peer.close();
            listener.close();
        }
    }

    private static String all(PassedOn passed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (passed) {
            byte[] piece;
            while ((piece = passed.next()) != null) {
                out.writeBytes(piece);
            }
        }
        return out.toString(ISO_8859_1);
    }

    @Test
    void an_event_is_passed_on_before_the_stream_ends() throws Exception {
        try (Read read = new Read()) {
            read.says(EVENTS + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n");
            PassedOn passed = read.begun();
            assertThat(new String(passed.next(), ISO_8859_1)).isEqualTo("data: a\n\n");
            read.says("9\r\ndata: b\n\n\r\n0\r\n\r\n");
            assertThat(all(passed)).isEqualTo("data: b\n\n");
            assertThat(passed.isCut()).isFalse();
            assertThat(read.told)
                    .containsExactly("null false 18 bytes, sha256 data: a\n\ndata: b\n\n");
            assertThat(read.done).hasValue(1);
        }
    }

    @Test
    void a_stream_that_breaks_off_is_told_as_such() throws Exception {
        try (Read read = new Read()) {
            read.says(EVENTS + "Content-Length: 100\r\n\r\ndata: a\n\n");
            PassedOn passed = read.begun();
            read.peer.shutdownOutput();
            assertThatThrownBy(() -> all(passed)).isInstanceOf(IOException.class);
            assertThat(passed.isCut()).isTrue();
            assertThat(read.told)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "it broke off: the connection was closed before the reply was whole false 9 bytes");
        }
    }

    @Test
    void a_stream_with_two_readings_is_cut() throws Exception {
        try (Read read = new Read()) {
            read.says(
                    EVENTS
                            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3;x=y\r\nabc\r\n0\r\n\r\n");
            PassedOn passed = read.begun();
            assertThatThrownBy(() -> all(passed)).isInstanceOf(IOException.class);
            assertThat(read.told).singleElement().asString().contains("exactly one way");
        }
    }

    @Test
    void a_secret_ends_the_stream_before_it_is_passed_on() throws Exception {
        try (Read read = new Read()) {
            read.says(EVENTS + "\r\ndata: a\n\n");
            PassedOn passed = read.begun();
            assertThat(new String(passed.next(), ISO_8859_1)).isEqualTo("data: a\n\n");
            read.says("data: hidden-word\n\n");
            assertThatThrownBy(() -> all(passed))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("secret");
            assertThat(read.told).singleElement().asString().startsWith("it holds a secret true ");
            assertThat(passed.isCut()).isTrue();
        }
    }

    @Test
    void a_server_that_stops_reading_ends_it_and_that_is_told_once() throws Exception {
        try (Read read = new Read()) {
            read.says(EVENTS + "\r\ndata: a\n\n");
            PassedOn passed = read.begun();
            passed.next();
            passed.close();
            passed.close();
            assertThat(read.told)
                    .singleElement()
                    .asString()
                    .startsWith("the server stopped reading it false 9 bytes");
            assertThat(read.done).hasValue(1);
        }
    }

    @Test
    void a_long_reply_of_any_type_is_passed_on_and_a_short_one_is_not() throws Exception {
        Http1Response response = new Http1Response("GET", Long.MAX_VALUE);
        byte[] head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{}"
                        .getBytes(ISO_8859_1);
        response.feed(head, 0, head.length);
        response.next(false);
        assertThat(ReplyStream.is(response, 100)).isTrue();
        assertThat(ReplyStream.is(response, 200)).isFalse();
    }
}
