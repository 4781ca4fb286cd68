package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * A stand-in of api.mailgun.net: {@code POST /v3/DOMAIN/messages} and {@code /messages.mime}
 * (documentation.mailgun.com, "Send an email").
 *
 * <p>Basic authentication as {@code api}. With {@code recipient-variables} each {@code to} gets a
 * mail of its own; a MIME message goes to the form's {@code to} and to whom its fields name.
 */
public final class MailgunApi extends StandIn {

    private static final int MOST = 1_000;

    private MailgunApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /** Serves the listeners under TLS; only this key is let in. Call it on a host thread. */
    public static MailgunApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String key,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new MailgunApi(listeners, tls, post, (request, json) -> answer(request, key, post));
    }

    static Answer answer(Received request, String key, Post post) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("api:" + key).getBytes(UTF_8));
        if (request.header("authorization").filter(basic::equals).isEmpty()) {
            return problem(401, "Forbidden");
        }
        boolean mime = request.path().endsWith(".mime");
        if (!request.path().matches("/v3/[^/]+/messages(\\.mime)?")) {
            return problem(404, "no such endpoint");
        }
        if (!request.method().equals("POST")) {
            return problem(405, "this endpoint takes POST");
        }
        Optional<FormBody> read = FormBody.read(request);
        if (read.isEmpty()) {
            return problem(400, "the body is not a form");
        }
        FormBody form = read.get();
        List<String> to = form.addresses("to");
        List<String> more = form.addresses("cc", "bcc", "h:to", "h:cc", "h:bcc");
        if (to.isEmpty()
                || to.size() > MOST
                || !to.stream().allMatch(Addresses::valid)
                || !more.stream().allMatch(Addresses::valid)) {
            return problem(400, "to parameter is not a valid address");
        }
        return mime ? mime(form, to, post) : mail(form, to, more, post);
    }

    private static Answer mail(FormBody form, List<String> to, List<String> more, Post post) {
        boolean templated = !form.text("template").isEmpty();
        boolean text = !form.text("text").isEmpty() || !form.text("html").isEmpty();
        if (form.addresses("from").size() != 1 && !templated || !text && !templated) {
            return problem(400, "from or the text is missing");
        }
        ObjectNode message = Fields.MAPPER.createObjectNode().put("Subject", form.text("subject"));
        message.put("Tag", form.text("o:tag")).put("text", form.text("text"));
        message.put("html", form.text("html"));
        if (!form.text("recipient-variables").isEmpty() && to.size() > 1) {
            for (String each : to) {
                List<String> all = new ArrayList<>(more);
                all.add(each);
                post.accept(form.text("from"), all, message);
            }
            return queued(post);
        }
        List<String> all = new ArrayList<>(to);
        all.addAll(more);
        post.accept(form.text("from"), all, message);
        return queued(post);
    }

    private static Answer mime(FormBody form, List<String> to, Post post) {
        if (form.all("message").size() != 1) {
            return problem(400, "there is no message, or more than one");
        }
        Optional<MimeMail> mail = MimeMail.read(form.all("message").getFirst());
        if (mail.isEmpty()) {
            return problem(400, "the message is not one");
        }
        List<String> all = new ArrayList<>(to);
        all.addAll(mail.get().recipients());
        mail.get().accept(all, post);
        return queued(post);
    }

    private static Answer queued(Post post) {
        return Answer.json(
                200,
                Fields.bytes(
                        Fields.MAPPER
                                .createObjectNode()
                                .put("id", "<" + post.newId() + "@stand-in.example>")
                                .put("message", "Queued. Thank you.")));
    }

    private static Answer problem(int status, String message) {
        return Answer.json(
                status, Fields.bytes(Fields.MAPPER.createObjectNode().put("message", message)));
    }
}
