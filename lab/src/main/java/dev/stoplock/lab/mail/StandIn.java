package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** What the mail stand-ins share: the listener and the post. */
abstract sealed class StandIn implements MailApi
        permits PostmarkApi,
                ResendApi,
                SendGridApi,
                BrevoApi,
                MailjetApi,
                MailtrapApi,
                MailgunApi,
                GmailApi,
                GraphApi {

    private final Post post;
    private final LoopbackHttp http;
    private final AtomicInteger failure = new AtomicInteger();

    /** Answers one request; {@code json} is a missing node where the body is no JSON. */
    interface Desk {
        Answer answer(Received request, JsonNode json);
    }

    StandIn(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        this.post = post;
        this.http =
                LoopbackHttp.start(
                        listeners,
                        tls,
                        new LoopbackHttp.Handler() {
                            @Override
                            public Answer answer(Received request) {
                                JsonNode json =
                                        Fields.parse(request.body())
                                                .orElseGet(Fields.MAPPER::missingNode);
                                return post.keep(
                                        request,
                                        json.isMissingNode() ? null : json,
                                        named(json),
                                        said(desk, request, json, failure.getAndSet(0)));
                            }

                            @Override
                            public void unreadable(byte[] raw, String reason) {
                                post.unreadable(raw, reason);
                            }
                        });
    }

    /** A desk that fails, or is told to, still leaves the request on record. */
    private static Answer said(Desk desk, Received request, JsonNode json, int failing) {
        if (failing != 0) {
            return Answer.json(
                    failing,
                    Fields.bytes(Fields.MAPPER.createObjectNode().put("Message", "later")));
        }
        try {
            return desk.answer(request, json);
        } catch (RuntimeException e) {
            return Answer.json(
                    500,
                    Fields.bytes(
                            Fields.MAPPER
                                    .createObjectNode()
                                    .put("Message", "the stand-in failed: " + e)));
        }
    }

    /**
     * Recipients of a message object, of each in an array, and of each under a list of messages.
     */
    private static List<String> named(JsonNode json) {
        List<String> found = new ArrayList<>(Fields.recipients(json));
        if (json.isArray()) {
            json.forEach(each -> found.addAll(Fields.recipients(each)));
        }
        for (String name :
                List.of(
                        "Messages",
                        "personalizations",
                        "messageVersions",
                        "Globals",
                        "base",
                        "requests")) {
            for (JsonNode list : Fields.all(json, name)) {
                found.addAll(Fields.recipients(list));
                list.forEach(each -> found.addAll(Fields.recipients(each)));
            }
        }
        return found;
    }

    @Override
    public int port() {
        return http.port();
    }

    /** How many connections came, whether or not a request did. */
    public long connections() {
        return http.connections();
    }

    @Override
    public List<ApiRequest> requests() {
        return post.requests();
    }

    @Override
    public List<AcceptedMail> accepted() {
        return post.accepted();
    }

    @Override
    public List<AcceptedMail> mailbox(String address) {
        return post.mailbox(address);
    }

    @Override
    public List<String> complaints() {
        return post.complaints();
    }

    @Override
    public void failNext(int status) {
        if (status != 429 && (status < 500 || status > 599)) {
            throw new IllegalArgumentException("not a status to try again after: " + status);
        }
        failure.set(status);
    }

    @Override
    public void clear() {
        failure.set(0);
        post.clear();
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
