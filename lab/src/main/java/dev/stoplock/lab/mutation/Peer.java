package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.mail.MailApi;
import dev.stoplock.lab.mail.PostmarkApi;
import dev.stoplock.lab.mail.ResendApi;
import dev.stoplock.lab.mail.SendGridApi;
import dev.stoplock.lab.mail.SmtpSink;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/** A stand-in under drill: what it was sent, byte for byte. */
interface Peer extends AutoCloseable {

    int port();

    /** The bytes of each request since it was cleared, in order; also of what was no request. */
    List<byte[]> requests();

    /** Answers the next request with this status and does nothing for it. */
    void failNext(int status);

    void clear();

    @Override
    void close() throws IOException;

    /** The stand-in of an API; only this token is let in where it knows who mails. */
    static Peer start(Api api, SSLContext tls, String token, RandomGenerator random)
            throws IOException {
        List<ServerSocketChannel> listeners = List.of(LoopbackHttp.listen());
        Clock clock = Clock.systemUTC();
        if (api.speaksSmtp()) {
            return new OfSmtp(new SmtpSink(tls));
        }
        return switch (api.host()) {
            case "api.postmarkapp.com" ->
                    new OfMail(PostmarkApi.start(listeners, tls, token, clock, random));
            case "api.resend.com" ->
                    new OfMail(ResendApi.start(listeners, tls, token, clock, random));
            case "api.sendgrid.com" ->
                    new OfMail(SendGridApi.start(listeners, tls, token, clock, random));
            default -> new OfWork(listeners, tls, "Bearer " + token);
        };
    }

    /** A mail server; each mail that it took is one request. */
    record OfSmtp(SmtpSink sink) implements Peer {

        @Override
        public int port() {
            return sink.port();
        }

        @Override
        public List<byte[]> requests() {
            return sink.mails().stream()
                    .map(mail -> SmtpSession.text(mail).getBytes(ISO_8859_1))
                    .toList();
        }

        @Override
        public void failNext(int status) {
            sink.failNext(status);
        }

        @Override
        public void clear() {
            sink.take();
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }

    /** A mail API of the lab. */
    record OfMail(MailApi api) implements Peer {

        @Override
        public int port() {
            return api.port();
        }

        @Override
        public List<byte[]> requests() {
            return api.requests().stream().map(ApiRequest::raw).toList();
        }

        @Override
        public void failNext(int status) {
            api.failNext(status);
        }

        @Override
        public void clear() {
            api.clear();
        }

        @Override
        public void close() throws IOException {
            api.close();
        }
    }

    /** An API that takes whatever is authorised, with the one object that WorkReply has. */
    final class OfWork implements Peer {

        private final List<byte[]> requests = new CopyOnWriteArrayList<>();
        private final AtomicInteger failure = new AtomicInteger();
        private final LoopbackHttp http;

        OfWork(List<ServerSocketChannel> listeners, SSLContext tls, String authorised)
                throws IOException {
            http =
                    LoopbackHttp.start(
                            listeners,
                            tls,
                            new LoopbackHttp.Handler() {
                                @Override
                                public Answer answer(Received request) {
                                    requests.add(request.raw());
                                    int failing = failure.getAndSet(0);
                                    String who = request.header("authorization").orElse("");
                                    if (failing != 0) {
                                        return Answer.json(failing, "{\"message\":\"later\"}");
                                    }
                                    return who.equals(authorised)
                                            ? Answer.json(200, WorkReply.TEXT)
                                            : Answer.json(401, "{\"message\":\"who is it\"}");
                                }

                                @Override
                                public void unreadable(byte[] raw, String reason) {
                                    if (raw.length > 0) {
                                        requests.add(raw);
                                    }
                                }
                            });
        }

        @Override
        public int port() {
            return http.port();
        }

        @Override
        public List<byte[]> requests() {
            return List.copyOf(requests);
        }

        @Override
        public void failNext(int status) {
            failure.set(status);
        }

        @Override
        public void clear() {
            failure.set(0);
            requests.clear();
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
