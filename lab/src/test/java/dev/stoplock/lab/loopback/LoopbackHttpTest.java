package dev.stoplock.lab.loopback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackHttpTest {

    private final Queue<Received> whole = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> broken = new LinkedBlockingQueue<>();
    private LoopbackHttp server;

    @BeforeEach
    void start() throws IOException {
        server =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen(), LoopbackHttp.listen()),
                        null,
                        new LoopbackHttp.Handler() {
                            @Override
                            public Answer answer(Received request) throws IOException {
                                whole.add(request);
                                if (request.path().equals("/fails")) {
                                    throw new IOException("on purpose");
                                }
                                return Answer.json(200, "{}");
                            }

                            @Override
                            public void unreadable(byte[] raw, String reason) {
                                broken.add(new String(raw, ISO_8859_1));
                            }
                        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0\r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET http://a.example/ HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length : 1\r\n\r\n",
                "POST / HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
            })
    void whatCouldBeReadInTwoWaysIsRefusedAndItsBytesAreKept(String request) throws IOException {
        assertThat(answer(request)).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(broken).containsExactly(request);
        assertThat(whole).isEmpty();
    }

    @Test
    void aRequestCutOffIsKeptAsFarAsItCame() throws Exception {
        String half = "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(half.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(broken.poll(10, TimeUnit.SECONDS)).isEqualTo(half);
        assertThat(whole).isEmpty();
    }

    @Test
    void aHandlerThatFailsIsAnErrorTheClientSees() throws IOException {
        String both =
                answer(
                        "GET /fails HTTP/1.1\r\n\r\nHEAD /b?c=d HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertThat(both)
                .startsWith("HTTP/1.1 500 ")
                .contains("on purpose")
                .contains("HTTP/1.1 200 OK")
                .endsWith("\r\n\r\n");
        assertThat(whole).extracting(Received::path).containsExactly("/fails", "/b");
        assertThat(whole).extracting(Received::query).containsExactly("", "c=d");
    }

    @Test
    void theBodyIsAskedForWhereTheClientWaitsToBeAsked() throws IOException {
        String request =
                "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        assertThat(answer(request)).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
        assertThat(whole)
                .singleElement()
                .satisfies(each -> assertThat(each.body()).asString().isEqualTo("ok"));
    }
}
