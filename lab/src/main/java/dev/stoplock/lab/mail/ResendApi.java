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
 * A stand-in of api.resend.com: {@code POST /emails} and {@code /emails/batch}
 * (resend.com/docs/api-reference).
 *
 * <p>Errors as there: 401 without a key, 403 for a wrong one, 422 for a message it would not send.
 */
public final class ResendApi extends StandIn {

    private static final int BATCH_LIMIT = 100;

    private ResendApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only {@code Authorization: Bearer key} is let in. Call it on
     * a host thread.
     */
    public static ResendApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String key,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new ResendApi(
                listeners, tls, post, (request, json) -> answer(request, json, key, post));
    }

    static Answer answer(Received request, JsonNode json, String key, Post post) {
        Optional<String> shown = request.header("authorization");
        if (shown.isEmpty()) {
            return problem(401, "missing_api_key", "no API key was shown");
        }
        if (!shown.get().equals("Bearer " + key)) {
            return problem(403, "invalid_api_key", "the API key is not valid");
        }
        boolean batch = request.path().equals("/emails/batch");
        if (!batch && !request.path().equals("/emails")) {
            return problem(404, "not_found", "no such endpoint");
        }
        if (!request.method().equals("POST")) {
            return problem(405, "method_not_allowed", "this endpoint takes POST");
        }
        return batch ? batch(json, post) : single(json, post);
    }

    private static Answer single(JsonNode json, Post post) {
        Optional<String> wrong = wrong(json);
        if (wrong.isPresent()) {
            return problem(422, "validation_error", wrong.get());
        }
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        reply.put("id", accept(json, post).id());
        return Answer.json(200, Fields.bytes(reply));
    }

    private static Answer batch(JsonNode json, Post post) {
        if (!json.isArray() || json.isEmpty() || json.size() > BATCH_LIMIT) {
            return problem(
                    422,
                    "validation_error",
                    "a batch is an array of 1 to " + BATCH_LIMIT + " mails");
        }
        for (JsonNode each : json) {
            Optional<String> wrong = wrong(each);
            if (wrong.isPresent()) {
                return problem(422, "validation_error", wrong.get());
            }
        }
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        ArrayNode data = reply.putArray("data");
        json.forEach(each -> data.addObject().put("id", accept(each, post).id()));
        return Answer.json(200, Fields.bytes(reply));
    }

    private static AcceptedMail accept(JsonNode message, Post post) {
        return post.accept(Fields.text(message, "from"), Fields.recipients(message), message);
    }

    private static Optional<String> wrong(JsonNode message) {
        if (!message.isObject()) {
            return Optional.of("the body is not a JSON object");
        }
        if (!Addresses.of(Fields.text(message, "from")).stream().allMatch(Addresses::valid)
                || Fields.text(message, "from").isEmpty()) {
            return Optional.of("from is missing or not an address");
        }
        if (Fields.first(message, "to").isEmpty()
                || !Fields.recipients(message).stream().allMatch(Addresses::valid)) {
            return Optional.of("to is missing, or a recipient is not an address");
        }
        if (Fields.first(message, "template").isPresent()) {
            return Optional.empty();
        }
        if (Fields.text(message, "subject").isEmpty()) {
            return Optional.of("subject is missing");
        }
        if (Fields.first(message, "html").isEmpty() && Fields.first(message, "text").isEmpty()) {
            return Optional.of("html or text is missing");
        }
        return Optional.empty();
    }

    private static Answer problem(int status, String name, String message) {
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        reply.put("statusCode", status).put("name", name).put("message", message);
        return Answer.json(status, Fields.bytes(reply));
    }
}
