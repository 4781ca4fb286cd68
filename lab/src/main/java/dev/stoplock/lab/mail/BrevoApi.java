package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
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
 * A stand-in of api.brevo.com: {@code POST /v3/smtp/email} (developers.brevo.com, "Send a
 * transactional email").
 *
 * <p>Answers 201 with a message id, or one for each version; 401 without the key; 400 with a code
 * and a message. {@code to} is ignored where there are versions, as documented.
 */
public final class BrevoApi extends StandIn {

    private BrevoApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only {@code api-key: key} is let in. Call it on a host
     * thread.
     */
    public static BrevoApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String key,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new BrevoApi(
                listeners, tls, post, (request, json) -> answer(request, json, key, post));
    }

    static Answer answer(Received request, JsonNode json, String key, Post post) {
        if (request.header("api-key").filter(key::equals).isEmpty()) {
            return problem(401, "unauthorized", "the key is not found");
        }
        if (!request.path().equals("/v3/smtp/email")) {
            return problem(404, "not_found", "no such endpoint");
        }
        if (!request.method().equals("POST")) {
            return problem(405, "method_not_allowed", "this endpoint takes POST");
        }
        if (!json.isObject()) {
            return problem(400, "bad_request", "the body is not a JSON object");
        }
        List<JsonNode> mails = new ArrayList<>();
        Optional<JsonNode> versions = Fields.first(json, "messageVersions");
        if (versions.isPresent()) {
            versions.get()
                    .forEach(each -> mails.add(Fields.merged(json, each, "messageVersions", "to")));
        } else {
            mails.add(json);
        }
        for (JsonNode mail : mails) {
            Optional<String> wrong = wrong(mail);
            if (wrong.isPresent()) {
                return problem(400, "missing_parameter", wrong.get());
            }
        }
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        ArrayNode ids = Fields.MAPPER.createArrayNode();
        mails.forEach(mail -> ids.add("<" + accept(mail, post).id() + "@mail.example>"));
        if (versions.isPresent()) {
            reply.set("messageIds", ids);
        } else {
            reply.set("messageId", ids.get(0));
        }
        return Answer.json(201, Fields.bytes(reply));
    }

    private static AcceptedMail accept(JsonNode mail, Post post) {
        String sender =
                Fields.addresses(mail, "sender").stream()
                        .findFirst()
                        .orElseGet(() ->
                                "sender "
                                        + Fields.first(mail, "sender")
                                                .map(each -> Fields.text(each, "id"))
                                                .orElse("of the template"));
        return post.accept(sender, Fields.addresses(mail, "to", "cc", "bcc"), mail);
    }

    private static Optional<String> wrong(JsonNode mail) {
        if (Fields.addresses(mail, "to").isEmpty()
                || !Fields.addresses(mail, "to", "cc", "bcc").stream().allMatch(Addresses::valid)) {
            return Optional.of("to is missing, or a recipient is not an address");
        }
        if (Fields.first(mail, "templateId").isPresent()) {
            return Optional.empty();
        }
        if (Fields.first(mail, "sender").isEmpty()) {
            return Optional.of("sender is missing");
        }
        if (Fields.text(mail, "subject").isEmpty()) {
            return Optional.of("subject is missing");
        }
        return Fields.text(mail, "htmlContent").isEmpty()
                        && Fields.text(mail, "textContent").isEmpty()
                ? Optional.of("htmlContent and textContent are missing")
                : Optional.empty();
    }

    private static Answer problem(int status, String code, String message) {
        return Answer.json(
                status,
                Fields.bytes(
                        Fields.MAPPER
                                .createObjectNode()
                                .put("code", code)
                                .put("message", message)));
    }
}
