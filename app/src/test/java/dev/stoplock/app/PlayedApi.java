package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/**
 * An API that misbehaves as the body of a request asks: fails, answers in two ways at once, gives
 * the credential back.
 */
final class PlayedApi implements AutoCloseable {

    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch held = new CountDownLatch(1);
    private final LoopbackHttp http;

    PlayedApi(SSLContext tls) throws IOException {
        this.http =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen()),
                        tls,
                        new LoopbackHttp.Handler() {
                            @Override
                            public Answer answer(Received request) {
                                requests.add(request);
                                return play(request);
                            }

                            @Override
                            public void unreadable(byte[] raw, String reason) {
                                if (raw.length > 0) {
                                    requests.add(new Received("?", "?", List.of(), raw, raw));
                                }
                            }
                        });
    }

    /** Lets go the replies that are withheld. */
    void release() {
        CountDownLatch before = held;
        held = new CountDownLatch(1);
        before.countDown();
    }

    private void hold() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer play(Received request) {
        String body = new String(request.body(), UTF_8);
        if (body.contains("play-hold")) {
            hold();
        }
        if (body.contains("play-hold-503")) {
            return Answer.json(503, "{\"message\":\"try again\"}");
        }
        String credential = request.header("authorization").orElse("").replace("Bearer ", "");
        String base64 = Base64.getEncoder().encodeToString(("key=" + credential).getBytes(UTF_8));
        if (body.contains("play-503-once")
                && requests.stream().filter(each -> text(each).contains("play-503-once")).count()
                        == 1) {
            return Answer.json(503, "{\"message\":\"try again\"}");
        }
        if (body.contains("play-two-lengths")) {
            return with("Content-Length", "1", "{\"id\":\"1\"}");
        }
        if (body.contains("play-echo-plain")) {
            return with("X-Played", "yes", "{\"you\":\"" + credential + "\"}");
        }
        if (body.contains("play-echo-base64")) {
            return with("X-Played", "yes", "{\"you\":\"" + base64 + "\"}");
        }
        if (body.contains("play-echo-header")) {
            return with("X-Your-Key", credential, "{\"id\":\"1\"}");
        }
        return Answer.json(200, "{\"id\":\"1\"}");
    }

    private static Answer with(String name, String value, String body) {
        return new Answer(
                200,
                List.of(new Header("Content-Type", "application/json"), new Header(name, value)),
                new Answer.Bytes(body.getBytes(UTF_8)));
    }

    static String text(Received request) {
        return new String(request.raw(), ISO_8859_1);
    }

    List<Received> requests() {
        return List.copyOf(requests);
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() throws IOException {
        release();
        http.close();
    }
}
