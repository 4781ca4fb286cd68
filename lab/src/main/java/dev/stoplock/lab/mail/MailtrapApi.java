package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * A stand-in of send.api.mailtrap.io, bulk.api.mailtrap.io and sandbox.api.mailtrap.io: {@code POST
 * /api/send} and {@code /api/batch}, in the sandbox with the inbox behind it
 * (github.com/mailtrap/mailtrap-openapi).
 *
 * <p>Answers 200 with an id per recipient; 401 without the token; 400 with {@code errors}. A batch
 * is answered with 200 and what became of each request, as documented. What a sandbox's inbox
 * catches counts as delivered here.
 */
public final class MailtrapApi extends StandIn {

    private static final int MOST_REQUESTS = 500;

    private MailtrapApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only {@code Authorization: Bearer key} and {@code Api-Token:
     * key} are let in. Call it on a host thread.
     */
    public static MailtrapApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String key,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new MailtrapApi(
                listeners, tls, post, (request, json) -> answer(request, json, key, post));
    }

    static Answer answer(Received request, JsonNode json, String key, Post post) {
        if (request.header("authorization").filter(("Bearer " + key)::equals).isEmpty()
                && request.header("api-token").filter(key::equals).isEmpty()) {
            return problem(401, "Unauthorized");
        }
        boolean batch = request.path().matches("/api/batch(/[0-9]+)?");
        if (!batch && !request.path().matches("/api/send(/[0-9]+)?")) {
            return problem(404, "Not Found");
        }
        if (!request.method().equals("POST")) {
            return problem(405, "Method Not Allowed");
        }
        return batch ? batch(json, post) : one(json, post);
    }

    private static Answer one(JsonNode mail, Post post) {
        Optional<String> wrong = wrong(mail);
        if (wrong.isPresent()) {
            return problem(400, wrong.get());
        }
        ObjectNode reply = Fields.MAPPER.createObjectNode().put("success", true);
        reply.set("message_ids", ids(mail, post));
        return Answer.json(200, Fields.bytes(reply));
    }

    private static Answer batch(JsonNode json, Post post) {
        JsonNode requests = Fields.first(json, "requests").orElseGet(Fields.MAPPER::missingNode);
        if (!requests.isArray() || requests.isEmpty() || requests.size() > MOST_REQUESTS) {
            return problem(400, "'requests' is missing, or too long");
        }
        JsonNode base = Fields.first(json, "base").orElseGet(Fields.MAPPER::createObjectNode);
        ObjectNode reply = Fields.MAPPER.createObjectNode().put("success", true);
        ArrayNode responses = reply.putArray("responses");
        for (JsonNode request : requests) {
            JsonNode mail = Fields.merged(base, request);
            Optional<String> wrong = wrong(mail);
            ObjectNode one = responses.addObject().put("success", wrong.isEmpty());
            if (wrong.isPresent()) {
                one.putArray("errors").add(wrong.get());
            } else {
                one.set("message_ids", ids(mail, post));
            }
        }
        return Answer.json(200, Fields.bytes(reply));
    }

    private static ArrayNode ids(JsonNode mail, Post post) {
        List<String> recipients = Fields.addresses(mail, "to", "cc", "bcc");
        AcceptedMail accepted =
                post.accept(Fields.addresses(mail, "from").getFirst(), recipients, mail);
        ArrayNode ids = Fields.MAPPER.createArrayNode();
        for (int i = 0; i < recipients.size(); i++) {
            ids.add(accepted.id() + "-" + i);
        }
        return ids;
    }

    private static Optional<String> wrong(JsonNode mail) {
        List<String> from = Fields.addresses(mail, "from");
        if (from.size() != 1 || !Addresses.valid(from.getFirst())) {
            return Optional.of("'from' is required");
        }
        List<String> recipients = Fields.addresses(mail, "to", "cc", "bcc");
        if (recipients.isEmpty() || !recipients.stream().allMatch(Addresses::valid)) {
            return Optional.of("'to', 'cc' or 'bcc' address is required");
        }
        if (Fields.first(mail, "template_uuid").isPresent()) {
            return Optional.empty();
        }
        if (Fields.text(mail, "subject").isEmpty()) {
            return Optional.of("'subject' is required");
        }
        return Fields.text(mail, "text").isEmpty() && Fields.text(mail, "html").isEmpty()
                ? Optional.of("must specify either text or html body")
                : Optional.empty();
    }

    private static Answer problem(int status, String error) {
        ObjectNode reply = Fields.MAPPER.createObjectNode().put("success", false);
        reply.putArray("errors").add(error);
        return Answer.json(status, Fields.bytes(reply));
    }
}
