package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A stand-in of gmail.googleapis.com as far as it sends: {@code messages/send} and {@code drafts},
 * the mail as {@code raw}, uploaded alone, or uploaded beside JSON
 * (developers.google.com/gmail/api/reference/rest).
 */
public final class GmailApi extends StandIn {

    private static final Pattern PATH =
            Pattern.compile("(/upload)?/gmail/v1/users/[^/]+/(messages/send|drafts(/[^/]+)?)");

    private GmailApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only this bearer token is let in. Call it on a host thread.
     */
    public static GmailApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String token,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        DraftBox box = new DraftBox();
        return new GmailApi(
                listeners, tls, post, (request, json) -> answer(request, json, token, post, box));
    }

    static Answer answer(Received request, JsonNode json, String token, Post post, DraftBox box) {
        if (!request.header("authorization").orElse("").equals("Bearer " + token)) {
            return problem(401, "the token is not valid");
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return problem(404, "no such method");
        }
        String what = path.group(2);
        boolean update = request.method().equals("PUT") && what.startsWith("drafts/");
        if (!update && !request.method().equals("POST")) {
            return problem(404, "no such method");
        }
        if (what.equals("drafts/send")) {
            return box.take(Fields.text(json, "id"))
                    .map(draft ->
                            sent(post.accept(draft.from(), draft.recipients(), draft.message())))
                    .orElseGet(() -> problem(404, "no such draft"));
        }
        Optional<MimeMail> mail = mail(request, json);
        if (mail.isEmpty() || mail.get().recipients().isEmpty() && !what.startsWith("drafts")) {
            return problem(400, "'raw' or the upload is missing, or names no recipient");
        }
        if (what.equals("messages/send")) {
            return sent(mail.get().accept(mail.get().recipients(), post));
        }
        String id = update ? what.substring("drafts/".length()) : "r" + post.newId();
        if (update && box.of(id).isEmpty()) {
            return problem(404, "no such draft");
        }
        box.put(
                id,
                new DraftBox.Draft(
                        mail.get().from(), mail.get().recipients(), mail.get().message()));
        ObjectNode reply = Fields.MAPPER.createObjectNode().put("id", id);
        reply.putObject("message").put("id", post.newId()).putArray("labelIds").add("DRAFT");
        return Answer.json(200, Fields.bytes(reply));
    }

    private static Optional<MimeMail> mail(Received request, JsonNode json) {
        String type = request.header("content-type").orElse("");
        try {
            if (type.startsWith("message/")) {
                return MimeMail.read(request.body());
            }
            if (type.startsWith("multipart/")) {
                List<BodyPart> parts = FormBody.parts(request.body(), type);
                return MimeMail.read(parts.getLast().getInputStream().readAllBytes());
            }
            JsonNode message = Fields.first(json, "message").orElse(json);
            String raw = Fields.text(message, "raw").replace('+', '-').replace('/', '_');
            return raw.isEmpty()
                    ? Optional.empty()
                    : MimeMail.read(Base64.getUrlDecoder().decode(raw.getBytes(UTF_8)));
        } catch (MessagingException | IOException | IllegalArgumentException e) {
            // not a mail: it is answered so
            return Optional.empty();
        }
    }

    private static Answer sent(AcceptedMail mail) {
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        reply.put("id", mail.id()).put("threadId", mail.id()).putArray("labelIds").add("SENT");
        return Answer.json(200, Fields.bytes(reply));
    }

    private static Answer problem(int status, String message) {
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        reply.putObject("error").put("code", status).put("message", message);
        return Answer.json(status, Fields.bytes(reply));
    }
}
