package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.mime.MimeRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Graph's mail, v1.0 and beta: {@code sendMail}, {@code forward}, drafts made, changed,
 * attached to and sent; the mail as JSON, or as base64 of a whole message. Sources:
 * learn.microsoft.com/graph/api: user-sendmail, user-post-messages, message-update, message-send,
 * message-post-attachments, message-forward, message-createforward, message-reply,
 * message-replyall, message-createreply, message-createreplyall.
 *
 * <p>{@code reply} and {@code replyAll} go to whoever the original names (its {@code replyTo} or
 * {@code from}, and for all the rest); recipients that the request states are added. The gate has
 * not seen the original, so a reply is never explained. {@code createReply} and {@code
 * createReplyAll} make a draft that is unknown for the same reason, until an update states To, Cc
 * and Bcc anew, each (an empty list too). A forward has no recipients but those it states.
 *
 * <p>Not claimed, and so denied: folders, rules, upload sessions, other clouds' hosts. Unconfirmed:
 * whether a list that is stated in an update replaces the earlier one (here it does) and whether an
 * update can touch what it does not state (here it cannot).
 */
final class GraphAdapter implements Adapter {

    private static final String HOST = "graph.microsoft.com";
    private static final Pattern PATH =
            Pattern.compile(
                    "/(v1\\.0|beta)/(me|users/[^/]+)/(sendMail|messages|messages/([^/]+)(/([A-Za-z]+))?)");
    private static final Set<String> ACTIONS =
            Set.of(
                    "send",
                    "attachments",
                    "reply",
                    "replyAll",
                    "forward",
                    "createReply",
                    "createReplyAll",
                    "createForward");
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Bearer ");

    /** What Microsoft's clients say of themselves and of a request, and harmless preferences. */
    private static final HeaderAtoms.Known KNOWN =
            new HeaderAtoms.Known(
                    Map.of(
                            "sdkversion",
                            "graph-[a-z-]{1,20}/[0-9.]{1,20}( \\([A-Za-z0-9=;., /]{0,80}\\))?",
                            "client-request-id",
                            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                            "return-client-request-id",
                            "(?i)true|false",
                            "prefer",
                            "IdType=\"ImmutableId\"|outlook\\.timezone=\"[A-Za-z/_ +-]{1,40}\""),
                    Map.of());

    private static final Set<Role> ALL = Set.of(Role.TO, Role.CC, Role.BCC);

    /** What an action's JSON holds beside its message. */
    private static final MailFields AROUND =
            new MailFields(
                    Map.of(
                            "savetosentitems", new MailFields.Kind.Meta(),
                            "comment", new MailFields.Kind.Html()));

    @Override
    public Set<String> hosts() {
        return Set.of(HOST);
    }

    @Override
    public boolean claims(Exchange exchange) {
        Matcher path = PATH.matcher(exchange.head().path());
        if (!exchange.destination().host().equals(HOST) || !path.matches()) {
            return false;
        }
        boolean update = path.group(4) != null && path.group(6) == null;
        return exchange.head().method().equals(update ? "PATCH" : "POST")
                && (path.group(6) == null || ACTIONS.contains(path.group(6)));
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        Matcher path = PATH.matcher(exchange.head().path());
        if (!path.matches()) {
            throw new IllegalStateException("not claimed");
        }
        String account = PathSegment.decode(path.group(2).replaceFirst("users/", ""));
        List<Atom> atoms = JsonMail.head(exchange, AUTHORISED, KNOWN);
        if (path.group(2).startsWith("users/")) {
            atoms.add(Atom.destination("path/user", Role.SELECTOR, account));
        }
        String id = path.group(4) == null ? null : PathSegment.decode(path.group(4));
        if (id != null) {
            atoms.add(Atom.destination("path/message", Role.SELECTOR, id));
        }
        return new Reading.Effects(
                List.of(
                        id == null
                                ? made(exchange, path.group(3), path.group(2), atoms)
                                : named(exchange, path.group(6), id, path.group(2), atoms)));
    }

    /** What has no id yet: a mail that is sent, or a draft. */
    private static Effect made(
            Exchange exchange, String operation, String account, List<Atom> atoms)
            throws Unreadable {
        if (isMime(exchange)) {
            atoms.addAll(mime(exchange));
        } else if (operation.equals("sendMail")) {
            around(exchange, true, atoms);
        } else {
            atoms.addAll(GraphMessage.read(json(exchange), "body"));
        }
        return operation.equals("sendMail")
                ? new Effect.SendMail(exchange.destination(), "graph POST sendMail", atoms)
                : new Effect.EditDraft(
                        exchange.destination(), "graph POST messages", atoms, account, null, ALL);
    }

    private static Effect named(
            Exchange exchange, @Nullable String action, String id, String account, List<Atom> atoms)
            throws Unreadable {
        String operation =
                action == null ? "graph PATCH messages/{id}" : "graph POST messages/{id}/" + action;
        if (action == null) {
            Json.Obj message = json(exchange);
            atoms.addAll(GraphMessage.read(message, "body"));
            return new Effect.EditDraft(
                    exchange.destination(),
                    operation,
                    atoms,
                    account,
                    id,
                    GraphMessage.states(message));
        }
        switch (action) {
            case "send" -> {
                if (exchange.body().length > 0 && !json(exchange).members().isEmpty()) {
                    throw new Unreadable(
                            "effect.mail-unreadable",
                            "a draft is sent by something else than its id alone");
                }
                return new Effect.SendDraft(
                        exchange.destination(), operation, atoms, account, id, null);
            }
            case "attachments" -> {
                atoms.addAll(GraphMessage.attachment(json(exchange)));
                return new Effect.HttpExchange(exchange.destination(), operation, atoms);
            }
            default -> {
                if (isMime(exchange)) {
                    atoms.addAll(mime(exchange));
                } else if (exchange.body().length > 0) {
                    around(exchange, false, atoms);
                }
            }
        }
        return switch (action) {
            case "forward" -> new Effect.SendMail(exchange.destination(), operation, atoms);
            case "createForward" ->
                    new Effect.EditDraft(
                            exchange.destination(), operation, atoms, account, null, ALL);
            case "reply", "replyAll" ->
                    new Effect.SendDraft(
                            exchange.destination(),
                            operation,
                            atoms,
                            account,
                            "the original " + id,
                            null);
            // its recipients are the original's: the draft stays unknown
            default -> new Effect.HttpExchange(exchange.destination(), operation, atoms);
        };
    }

    private static Json.Obj json(Exchange exchange) throws Unreadable {
        return JsonMail.object(JsonMail.body(exchange));
    }

    /** An action's parameters; a forward may state its recipients there or in its message. */
    private static void around(Exchange exchange, boolean whole, List<Atom> atoms)
            throws Unreadable {
        Map<String, Json> members = new TreeMap<>(MailFields.lowered(json(exchange)));
        Json message = members.remove("message");
        if (message instanceof Json.Obj object) {
            atoms.addAll(GraphMessage.read(object, "body"));
        } else if (message != null || whole) {
            throw new Unreadable("effect.mail-unreadable", "a mail is not a JSON object");
        }
        // Threat: only toRecipients is documented here; what names copies is read as what it says
        for (String list : List.of("torecipients", "ccrecipients", "bccrecipients")) {
            Json people = members.remove(list);
            if (people != null) {
                atoms.addAll(
                        GraphMessage.read(Json.object().put(list, people).build(), "parameters"));
            }
        }
        atoms.addAll(AROUND.read(new Json.Obj(members), "parameters"));
    }

    private static boolean isMime(Exchange exchange) {
        String type = exchange.head().fields().only("content-type");
        return type != null && type.matches("(?i)text/plain(\\s*;\\s*charset=\"?utf-8\"?)?");
    }

    private static List<Atom> mime(Exchange exchange) throws Unreadable {
        byte[] mail = Base64Text.standard(new String(exchange.body(), StandardCharsets.ISO_8859_1));
        if (mail == null) {
            throw new Unreadable(
                    "effect.mail-unreadable", "a mail is not base64 in exactly one way");
        }
        return MimeAtoms.of(mail, "body", MimeRules.API);
    }
}
