package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A stand-in of graph.microsoft.com as far as it sends: {@code sendMail}, drafts and {@code
 * forward}, the mail as JSON or as base64 of a message (learn.microsoft.com/graph/api).
 *
 * <p>An update states lists of recipients anew and leaves the others. There is no mail to answer.
 */
public final class GraphApi extends StandIn {

    private static final Pattern PATH =
            Pattern.compile(
                    "/(?:v1\\.0|beta)/(?:me|users/[^/]+)/(sendMail|messages(?:/([^/]+)(?:/([A-Za-z]+))?)?)");
    private static final List<String> LISTS =
            List.of("toRecipients", "ccRecipients", "bccRecipients");

    private GraphApi(List<ServerSocketChannel> listeners, SSLContext tls, Post post, Desk desk)
            throws IOException {
        super(listeners, tls, post, desk);
    }

    /**
     * Serves the listeners under TLS; only this bearer token is let in. Call it on a host thread.
     */
    public static GraphApi start(
            List<ServerSocketChannel> listeners,
            SSLContext tls,
            String token,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        Post post = new Post(clock, random);
        DraftBox box = new DraftBox();
        return new GraphApi(
                listeners, tls, post, (request, json) -> answer(request, json, token, post, box));
    }

    static Answer answer(Received request, JsonNode json, String token, Post post, DraftBox box) {
        if (!request.header("authorization").orElse("").equals("Bearer " + token)) {
            return problem(401, "InvalidAuthenticationToken");
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return problem(404, "ResourceNotFound");
        }
        String id = path.group(2);
        if (id == null) {
            return made(request, json, path.group(1).equals("sendMail"), post, box);
        }
        if (path.group(3) != null && path.group(3).equals("forward")) {
            List<String> to = new ArrayList<>(recipients(json));
            Fields.first(json, "message").ifPresent(message -> to.addAll(recipients(message)));
            post.accept("", to, json);
            return Answer.json(202, new byte[0]);
        }
        Optional<DraftBox.Draft> draft = box.of(id);
        if (draft.isEmpty()) {
            return problem(404, "ErrorItemNotFound");
        }
        return switch (path.group(3) == null ? "" : path.group(3)) {
            case "" -> {
                box.put(id, changed(draft.get(), json));
                yield saved(200, id);
            }
            case "attachments" -> saved(201, post.newId());
            case "send" -> {
                box.take(id);
                post.accept(draft.get().from(), draft.get().recipients(), draft.get().message());
                yield Answer.json(202, new byte[0]);
            }
            default -> problem(404, "ResourceNotFound");
        };
    }

    private static Answer made(
            Received request, JsonNode json, boolean send, Post post, DraftBox box) {
        DraftBox.Draft mail;
        if (request.header("content-type").orElse("").startsWith("text/plain")) {
            Optional<MimeMail> mime = MimeMail.read(Base64.getMimeDecoder().decode(request.body()));
            if (mime.isEmpty()) {
                return problem(400, "ErrorMimeContentInvalidBase64String");
            }
            mail =
                    new DraftBox.Draft(
                            mime.get().from(), mime.get().recipients(), mime.get().message());
        } else {
            JsonNode message = send ? Fields.first(json, "message").orElse(json) : json;
            mail = new DraftBox.Draft(Fields.text(message, "from"), recipients(message), message);
        }
        if (send) {
            if (mail.recipients().isEmpty()) {
                return problem(400, "ErrorInvalidRecipients");
            }
            post.accept(mail.from(), mail.recipients(), mail.message());
            return Answer.json(202, new byte[0]);
        }
        String id = post.newId();
        box.put(id, mail);
        return saved(201, id);
    }

    private static DraftBox.Draft changed(DraftBox.Draft draft, JsonNode json) {
        ObjectNode message = draft.message().deepCopy();
        json.properties()
                .forEach(each -> {
                    LISTS.stream().filter(each.getKey()::equalsIgnoreCase).forEach(message::remove);
                    message.set(each.getKey(), each.getValue());
                });
        return new DraftBox.Draft(draft.from(), recipients(message), message);
    }

    private static List<String> recipients(JsonNode message) {
        List<String> found = new ArrayList<>();
        for (String list : LISTS) {
            for (JsonNode people : Fields.all(message, list)) {
                people.forEach(person ->
                        Fields.first(person, "emailAddress")
                                .ifPresent(address ->
                                        found.add(
                                                Fields.text(address, "address")
                                                        .toLowerCase(Locale.ROOT))));
            }
        }
        return found;
    }

    private static Answer saved(int status, String id) {
        return Answer.json(
                status,
                Fields.bytes(Fields.MAPPER.createObjectNode().put("id", id).put("isDraft", true)));
    }

    private static Answer problem(int status, String code) {
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        reply.putObject("error").put("code", code).put("message", code);
        return Answer.json(status, Fields.bytes(reply));
    }
}
