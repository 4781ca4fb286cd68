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
import org.jspecify.annotations.Nullable;

/**
 * A stand-in of api.postmarkapp.com: its five send paths, templates and outbound statistics
 * (postmarkapp.com/developer/api; error codes of /developer/api/overview#error-codes).
 *
 * <p>As there, a wrong token is 401 with ErrorCode 10 and a message it would not send is 422; the
 * send paths for many answer 200 with one result each.
 */
public final class PostmarkApi extends StandIn {

    private static final int BATCH_LIMIT = 500;
    private static final int RECIPIENT_LIMIT = 50;

    private PostmarkApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only {@code X-Postmark-Server-Token: token} is let in. Call
     * it on a host thread.
     */
    public static PostmarkApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String token,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new PostmarkApi(
                listeners, tls, post, (request, json) -> answer(request, json, token, post));
    }

    static Answer answer(Received request, JsonNode json, String token, Post post) {
        if (request.header("x-postmark-server-token").filter(token::equals).isEmpty()) {
            return problem(
                    401, new Wrong(10, "the request holds no server token, or not a valid one"));
        }
        return switch (request.method()) {
            case "POST" -> send(request.path(), json, post);
            case "GET" ->
                    PostmarkReading.answer(request, post)
                            .orElseGet(() -> problem(404, new Wrong(404, "no such endpoint")));
            default ->
                    problem(405, new Wrong(405, "this endpoint does not take " + request.method()));
        };
    }

    private static Answer send(String path, JsonNode json, Post post) {
        if (json.isMissingNode()) {
            return problem(422, new Wrong(402, "the body is not JSON"));
        }
        return switch (path) {
            case "/email" -> single(json, false, post);
            case "/email/withTemplate" -> single(json, true, post);
            case "/email/batch" -> many(json, false, post);
            case "/email/batchWithTemplates" ->
                    many(
                            Fields.first(json, "Messages").orElseGet(Fields.MAPPER::missingNode),
                            true,
                            post);
            case "/email/bulk" -> bulk(json, post);
            default -> problem(404, new Wrong(404, "no such endpoint"));
        };
    }

    private static Answer single(JsonNode message, boolean template, Post post) {
        @Nullable Wrong wrong = wrong(message, template);
        return wrong != null
                ? problem(422, wrong)
                : Answer.json(200, Fields.bytes(accept(message, post)));
    }

    private static Answer many(JsonNode messages, boolean template, Post post) {
        if (!messages.isArray() || messages.isEmpty()) {
            return problem(422, new Wrong(403, "messages are not an array of at least one"));
        }
        if (messages.size() > BATCH_LIMIT) {
            return problem(
                    422, new Wrong(410, "a batch holds at most " + BATCH_LIMIT + " messages"));
        }
        ArrayNode results = Fields.MAPPER.createArrayNode();
        for (JsonNode each : messages) {
            @Nullable Wrong wrong = wrong(each, template);
            results.add(wrong != null ? wrong.json() : accept(each, post));
        }
        return Answer.json(200, Fields.bytes(results));
    }

    /**
     * One text for many: what the outer object says holds for each message that does not say
     * otherwise.
     */
    private static Answer bulk(JsonNode json, Post post) {
        JsonNode messages = Fields.first(json, "Messages").orElseGet(Fields.MAPPER::missingNode);
        if (!messages.isArray() || messages.isEmpty()) {
            return problem(422, new Wrong(403, "messages are not an array of at least one"));
        }
        List<JsonNode> whole = new ArrayList<>();
        for (JsonNode each : messages) {
            ObjectNode merged = Fields.MAPPER.createObjectNode();
            json.properties().stream()
                    .filter(member -> !member.getKey().equalsIgnoreCase("Messages"))
                    .forEach(member -> merged.set(member.getKey(), member.getValue()));
            each.properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
            boolean template =
                    Fields.first(json, "TemplateId").isPresent()
                            || Fields.first(json, "TemplateAlias").isPresent();
            @Nullable Wrong wrong = wrong(merged, template);
            if (wrong != null) {
                return problem(422, wrong);
            }
            whole.add(merged);
        }
        whole.forEach(each -> accept(each, post));
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        reply.put("ID", post.newId()).put("Status", "Accepted");
        reply.put("SubmittedAt", post.clock().instant().toString());
        return Answer.json(200, Fields.bytes(reply));
    }

    private static ObjectNode accept(JsonNode message, Post post) {
        AcceptedMail mail =
                post.accept(Fields.text(message, "From"), Fields.recipients(message), message);
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        for (String field : List.of("To", "Cc", "Bcc")) {
            Fields.first(message, field).ifPresent(value -> reply.put(field, value.asText()));
        }
        reply.put("SubmittedAt", mail.at().toString()).put("MessageID", mail.id());
        return reply.put("ErrorCode", 0).put("Message", "OK");
    }

    private static @Nullable Wrong wrong(JsonNode message, boolean template) {
        if (!message.isObject()) {
            return new Wrong(403, "a message is a JSON object");
        }
        List<String> from = Addresses.of(Fields.text(message, "From"));
        if (from.size() != 1 || !Addresses.valid(from.getFirst())) {
            return new Wrong(300, "From is missing or not one address");
        }
        List<String> recipients = Fields.recipients(message);
        if (recipients.isEmpty() || !recipients.stream().allMatch(Addresses::valid)) {
            return new Wrong(300, "there is no recipient, or one is not an address");
        }
        if (recipients.size() > RECIPIENT_LIMIT) {
            return new Wrong(300, "a message has at most " + RECIPIENT_LIMIT + " recipients");
        }
        if (template) {
            Optional<JsonNode> named =
                    Fields.first(message, "TemplateId")
                            .or(() -> Fields.first(message, "TemplateAlias"));
            if (named.isEmpty() || PostmarkReading.template(named.get().asText()).isEmpty()) {
                return new Wrong(1101, "there is no such template");
            }
            return Fields.first(message, "TemplateModel").isEmpty()
                    ? new Wrong(1109, "TemplateModel is missing")
                    : null;
        }
        boolean body =
                Fields.first(message, "TextBody").isPresent()
                        || Fields.first(message, "HtmlBody").isPresent();
        return body ? null : new Wrong(300, "a message needs TextBody or HtmlBody");
    }

    /** Why a message is not taken: Postmark's code, and a sentence of our own. */
    record Wrong(int code, String sentence) {

        ObjectNode json() {
            return Fields.MAPPER.createObjectNode().put("ErrorCode", code).put("Message", sentence);
        }
    }

    static Answer problem(int status, Wrong wrong) {
        return Answer.json(status, Fields.bytes(wrong.json()));
    }
}
