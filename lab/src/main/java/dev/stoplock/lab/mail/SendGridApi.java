package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * A stand-in of api.sendgrid.com and api.eu.sendgrid.com: {@code POST /v3/mail/send}
 * (github.com/twilio/sendgrid-oai, tsg_mail_v3).
 *
 * <p>As there, a request is taken whole with 202 and no body, or not at all: 401 without the key,
 * 400 with a list of errors. Each personalization becomes a mail, and the old setting {@code
 * mail_settings.bcc} is obeyed.
 */
public final class SendGridApi extends StandIn {

    private static final int MOST_PERSONALIZATIONS = 1_000;

    private SendGridApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only {@code Authorization: Bearer key} is let in. Call it on
     * a host thread.
     */
    public static SendGridApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String key,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new SendGridApi(
                listeners, tls, post, (request, json) -> answer(request, json, key, post));
    }

    static Answer answer(Received request, JsonNode json, String key, Post post) {
        if (request.header("authorization").filter(("Bearer " + key)::equals).isEmpty()) {
            return problem(401, "the authorization grant is not valid", "");
        }
        if (!request.path().equals("/v3/mail/send")) {
            return problem(404, "no such endpoint", "");
        }
        if (!request.method().equals("POST")) {
            return problem(405, "this endpoint takes POST", "");
        }
        JsonNode each =
                Fields.first(json, "personalizations").orElseGet(Fields.MAPPER::missingNode);
        if (!each.isArray() || each.isEmpty() || each.size() > MOST_PERSONALIZATIONS) {
            return problem(400, "there are no personalizations, or too many", "personalizations");
        }
        List<List<String>> recipients = new ArrayList<>();
        for (JsonNode one : each) {
            List<String> to = recipients(json, one);
            if (Fields.addresses(one, "to").isEmpty() || !to.stream().allMatch(Addresses::valid)) {
                return problem(400, "to is missing, or a recipient is not an address", "to");
            }
            recipients.add(to);
        }
        List<String> from = Fields.addresses(json, "from");
        if (from.size() != 1 || !Addresses.valid(from.getFirst())) {
            return problem(400, "from is missing or not an address", "from.email");
        }
        boolean templated = Fields.first(json, "template_id").isPresent();
        if (!templated && Fields.first(json, "content").filter(JsonNode::isArray).isEmpty()) {
            return problem(400, "content is missing", "content");
        }
        for (int i = 0; i < each.size(); i++) {
            JsonNode mail = Fields.merged(json, each.get(i), "personalizations");
            post.accept(
                    Fields.addresses(mail, "from").stream().findFirst().orElse(""),
                    recipients.get(i),
                    mail);
        }
        return new Answer(
                202,
                List.of(new Header("X-Message-Id", post.newId())),
                new Answer.Bytes(new byte[0]));
    }

    private static List<String> recipients(JsonNode json, JsonNode personalization) {
        List<String> found = new ArrayList<>(Fields.addresses(personalization, "to", "cc", "bcc"));
        Optional<JsonNode> bcc =
                Fields.first(json, "mail_settings")
                        .flatMap(settings -> Fields.first(settings, "bcc"));
        bcc.filter(setting ->
                        Fields.first(setting, "enable").filter(JsonNode::asBoolean).isPresent())
                .ifPresent(setting -> found.addAll(Fields.addresses(setting, "email")));
        return found;
    }

    private static Answer problem(int status, String message, String field) {
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        ObjectNode error = reply.putArray("errors").addObject().put("message", message);
        if (field.isEmpty()) {
            error.putNull("field");
        } else {
            error.put("field", field);
        }
        error.putNull("help");
        return Answer.json(status, Fields.bytes(reply));
    }
}
