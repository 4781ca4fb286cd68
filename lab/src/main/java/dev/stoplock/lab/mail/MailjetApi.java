package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
 * A stand-in of api.mailjet.com: {@code POST /v3.1/send} and {@code POST /v3/send}
 * (dev.mailjet.com, "Send Emails").
 *
 * <p>Basic authentication with key and secret. v3.1 answers with a status for each message, v3 with
 * the list of whom it sent to; each of v3's {@code Recipients} gets a mail of its own. Nothing is
 * sent in sandbox mode. The address for errors of templates gets nothing here: no template fails.
 */
public final class MailjetApi extends StandIn {

    private static final int MOST_V31 = 50;
    private static final int MOST_V3 = 100;

    private MailjetApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; {@code key} is the public and the private key with a colon
     * between them. Call it on a host thread.
     */
    public static MailjetApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String key,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        return new MailjetApi(
                listeners, tls, post, (request, json) -> answer(request, json, key, post));
    }

    static Answer answer(Received request, JsonNode json, String key, Post post) {
        String basic = "Basic " + Base64.getEncoder().encodeToString(key.getBytes(UTF_8));
        if (request.header("authorization").filter(basic::equals).isEmpty()) {
            return problem(401, "the keys are not valid");
        }
        boolean old = request.path().equals("/v3/send");
        if (!old && !request.path().equals("/v3.1/send")) {
            return problem(404, "no such resource");
        }
        if (!request.method().equals("POST")) {
            return problem(405, "this resource takes POST");
        }
        if (!json.isObject()) {
            return problem(400, "the body is not a JSON object");
        }
        Optional<JsonNode> messages = Fields.first(json, "Messages");
        if (old) {
            List<JsonNode> all = new ArrayList<>();
            messages.ifPresentOrElse(list -> list.forEach(all::add), () -> all.add(json));
            return flat(all, post);
        }
        if (messages.filter(list -> list.isArray() && list.size() <= MOST_V31 && !list.isEmpty())
                .isEmpty()) {
            return problem(400, "there are no messages, or too many");
        }
        JsonNode globals = Fields.first(json, "Globals").orElseGet(Fields.MAPPER::createObjectNode);
        boolean sandbox = Fields.first(json, "SandboxMode").filter(JsonNode::asBoolean).isPresent();
        ArrayNode results = Fields.MAPPER.createArrayNode();
        for (JsonNode each : messages.get()) {
            results.add(message(Fields.merged(globals, each), sandbox, post));
        }
        return Answer.json(
                200, Fields.bytes(Fields.MAPPER.createObjectNode().set("Messages", results)));
    }

    private static ObjectNode message(JsonNode mail, boolean sandbox, Post post) {
        ObjectNode result = Fields.MAPPER.createObjectNode();
        List<String> recipients = Fields.addresses(mail, "To", "Cc", "Bcc");
        List<String> from = Fields.addresses(mail, "From");
        boolean templated = Fields.first(mail, "TemplateID").isPresent();
        boolean text =
                !Fields.text(mail, "TextPart").isEmpty()
                        || !Fields.text(mail, "HTMLPart").isEmpty();
        if (Fields.addresses(mail, "To").isEmpty()
                || !recipients.stream().allMatch(Addresses::valid)
                || from.isEmpty() && !templated
                || !text && !templated) {
            result.put("Status", "error");
            result.putArray("Errors")
                    .addObject()
                    .put("ErrorCode", "mj-0003")
                    .put("StatusCode", 400)
                    .put("ErrorMessage", "From, To or the text is missing or not valid");
            return result;
        }
        result.put("Status", "success").put("CustomID", Fields.text(mail, "CustomID"));
        if (!sandbox) {
            AcceptedMail accepted =
                    post.accept(
                            from.stream().findFirst().orElse("of the template"), recipients, mail);
            for (String role : List.of("To", "Cc", "Bcc")) {
                ArrayNode list = result.putArray(role);
                Fields.addresses(mail, role)
                        .forEach(address ->
                                list.addObject()
                                        .put("Email", address)
                                        .put("MessageUUID", accepted.id()));
            }
        }
        return result;
    }

    private static Answer flat(List<JsonNode> messages, Post post) {
        List<List<String>> each = new ArrayList<>();
        for (JsonNode message : messages) {
            List<String> recipients = Fields.addresses(message, "Recipients");
            List<String> together = Fields.addresses(message, "To", "Cc", "Bcc");
            boolean known = !recipients.isEmpty() || !Fields.addresses(message, "To").isEmpty();
            if (!known
                    || recipients.size() > MOST_V3
                    || !recipients.stream().allMatch(Addresses::valid)
                    || !together.stream().allMatch(Addresses::valid)
                    || Fields.text(message, "FromEmail").isEmpty()) {
                return problem(400, "FromEmail or the recipients are missing or not valid");
            }
            each.add(recipients);
        }
        ArrayNode sent = Fields.MAPPER.createArrayNode();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            List<String> together = Fields.addresses(message, "To", "Cc", "Bcc");
            if (each.get(i).isEmpty()) {
                sent(message, together, sent, post);
            }
            for (String recipient : each.get(i)) {
                List<String> all = new ArrayList<>(together);
                all.add(recipient);
                sent(message, all, sent, post);
            }
        }
        return Answer.json(200, Fields.bytes(Fields.MAPPER.createObjectNode().set("Sent", sent)));
    }

    private static void sent(JsonNode message, List<String> recipients, ArrayNode sent, Post post) {
        AcceptedMail mail = post.accept(Fields.text(message, "FromEmail"), recipients, message);
        recipients.forEach(
                address -> sent.addObject().put("Email", address).put("MessageUUID", mail.id()));
    }

    private static Answer problem(int status, String message) {
        return Answer.json(
                status,
                Fields.bytes(
                        Fields.MAPPER
                                .createObjectNode()
                                .put("ErrorMessage", message)
                                .put("StatusCode", status)));
    }
}
