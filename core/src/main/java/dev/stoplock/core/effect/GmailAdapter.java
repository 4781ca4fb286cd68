package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.wire.form.RelatedReader;
import dev.stoplock.core.wire.mime.MimeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gmail's API as far as it sends: {@code users.messages.send}, {@code users.drafts.create}, {@code
 * update} and {@code send}, the mail as {@code raw} or uploaded beside or instead of the JSON. The
 * mail's own fields name the recipients; Bcc is delivered. A draft that is sent names none: see
 * {@link DraftBook}. Sources: developers.google.com/gmail/api, guides "Sending email", "Create and
 * send draft emails", "Uploading attachments", reference of the four methods.
 *
 * <p>Not claimed, and so denied: resumable uploads' later requests, {@code messages.insert} and
 * {@code import}, reading, labels, and all settings (forwarding, delegates, filters, send-as),
 * which redirect mail without sending any. Refused: a draft that is replaced and sent in one
 * request, because it has recipients in two places; a resumable upload's first.
 *
 * <p>Unconfirmed: whether names are read without case (here they are) and whether {@code raw} may
 * be in the alphabet of plain base64 (here it may not).
 */
final class GmailAdapter implements Adapter {

    private static final String HOST = "gmail.googleapis.com";
    private static final Pattern PATH =
            Pattern.compile(
                    "(/upload)?/gmail/v1/users/([^/]+)/(messages/send|drafts/send|drafts|drafts/([^/]+))");
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Bearer ");

    /** What Google's own clients say of themselves. */
    static final HeaderAtoms.Known KNOWN =
            new HeaderAtoms.Known(
                    Map.of(
                            "x-goog-api-client",
                            "(gdcl|gl-node|gl-python|gl-java|gccl|auth)/[0-9.]{1,20}( (gdcl|gl-node|gl-python|gl-java|gccl|auth)/[0-9.]{1,20}){0,5}"),
                    Map.of());

    private static final MailFields MESSAGE =
            new MailFields(Map.of("threadid", new MailFields.Kind.Selector(null)));

    private static final Set<Role> ALL = Set.of(Role.TO, Role.CC, Role.BCC);

    /** A request's JSON, and the mail that was uploaded with it, or that is in it. */
    private record Upload(Json.Obj json, byte @Nullable [] mail) {}

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
        boolean one = path.group(4) != null;
        return exchange.head().method().equals(one ? "PUT" : "POST");
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        Matcher path = PATH.matcher(exchange.head().path());
        if (!path.matches()) {
            throw new IllegalStateException("not claimed");
        }
        boolean uploaded = path.group(1) != null;
        String account = PathSegment.decode(path.group(2));
        String operation = "gmail " + exchange.head().method() + " " + path.group(3);
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange, AUTHORISED, KNOWN));
        atoms.add(PathSegment.account("path/user", account));
        String kind = "";
        for (Query.Parameter parameter : Query.parse(exchange.head().query())) {
            if (uploaded && parameter.name().equals("uploadType")) {
                kind = parameter.value();
                atoms.add(Atom.meta("query/uploadType", kind));
            } else {
                atoms.addAll(parameter(parameter));
            }
        }
        Upload upload = uploaded ? upload(exchange, kind) : new Upload(json(exchange), null);
        Effect effect =
                switch (path.group(3)) {
                    case "messages/send" -> {
                        atoms.addAll(mail(upload.json(), upload.mail()));
                        yield new Effect.SendMail(exchange.destination(), operation, atoms);
                    }
                    case "drafts/send" -> send(exchange, operation, upload, account, atoms);
                    case "drafts" -> {
                        atoms.addAll(draft(upload, null));
                        yield new Effect.EditDraft(
                                exchange.destination(), operation, atoms, account, null, ALL);
                    }
                    default -> {
                        String id = PathSegment.decode(path.group(4));
                        atoms.add(Atom.destination("path/draft", Role.SELECTOR, id));
                        atoms.addAll(draft(upload, id));
                        yield new Effect.EditDraft(
                                exchange.destination(),
                                "gmail PUT drafts/{id}",
                                atoms,
                                account,
                                id,
                                ALL);
                    }
                };
        return new Reading.Effects(List.of(effect));
    }

    /**
     * Threat: {@code fields}, {@code alt} and {@code callback} change the reply that is read here.
     */
    private static List<Atom> parameter(Query.Parameter parameter) {
        boolean known =
                switch (parameter.name()) {
                    case "alt" -> parameter.value().equals("json");
                    case "prettyPrint" -> parameter.value().matches("true|false");
                    default -> false;
                };
        return known
                ? List.of(Atom.meta("query/" + parameter.name(), parameter.value()))
                : Query.unknown(parameter);
    }

    private static Json.Obj json(Exchange exchange) throws Unreadable {
        return JsonMail.object(JsonMail.body(exchange));
    }

    private static Upload upload(Exchange exchange, String kind) throws Unreadable {
        String type = exchange.head().fields().only("content-type");
        if (kind.equals("media")) {
            if (type == null || !type.matches("(?i)message/rfc822")) {
                throw new Unreadable(
                        "wire.content-type", "an uploaded mail is not announced as message/rfc822");
            }
            return new Upload(new Json.Obj(Map.of()), exchange.body());
        }
        if (!kind.equals("multipart")) {
            throw new Unreadable(
                    "effect.mail-unreadable",
                    "an upload in several requests is not read; send the mail in one");
        }
        List<RelatedReader.Part> parts = RelatedReader.read(type, exchange.body());
        if (parts == null
                || parts.size() != 2
                || !parts.getFirst().type().equals("application/json")
                || !parts.getLast().type().equals("message/rfc822")) {
            throw new Unreadable(
                    "wire.form", "an upload is not one JSON part and one mail, in exactly one way");
        }
        return switch (JsonReader.read(parts.getFirst().content(), JsonLimits.REQUEST)) {
            case JsonResult.Parsed(Json.Obj json) -> new Upload(json, parts.getLast().content());
            case JsonResult.Parsed(Json other) ->
                    throw new Unreadable("effect.mail-unreadable", "a mail is not a JSON object");
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new Unreadable(
                            "wire.json",
                            "an upload's first part has no single reading as JSON: "
                                    + Shown.text(reason));
        };
    }

    /** The atoms of a message resource; the mail stands in it, or was uploaded. */
    private static List<Atom> mail(Json.Obj message, byte @Nullable [] uploaded) throws Unreadable {
        Map<String, Json> members = new TreeMap<>(MailFields.lowered(message));
        Json raw = members.remove("raw");
        byte[] mail = uploaded;
        if (raw != null) {
            mail = uploaded == null && raw instanceof Json.Str(String text) ? decoded(text) : null;
        }
        if (mail == null) {
            throw new Unreadable(
                    "effect.mail-unreadable",
                    "a message holds no mail, two of them, or one that is not base64url");
        }
        List<Atom> atoms = MESSAGE.read(new Json.Obj(members), "message");
        atoms.addAll(MimeAtoms.of(mail, "body", MimeRules.API, "me"));
        return atoms;
    }

    private static byte @Nullable [] decoded(String raw) {
        return Base64Text.url(raw);
    }

    private static List<Atom> draft(Upload upload, @Nullable String id) throws Unreadable {
        Map<String, Json> members = new TreeMap<>(MailFields.lowered(upload.json()));
        Json named = members.remove("id");
        Json message = members.remove("message");
        if (named != null && !(named instanceof Json.Str(String text) && text.equals(id))) {
            throw new Unreadable("effect.mail-unreadable", "a draft is named in two ways");
        }
        if (message != null && !(message instanceof Json.Obj)) {
            throw new Unreadable("effect.mail-unreadable", "a draft's message is not an object");
        }
        Json.Obj inside = message instanceof Json.Obj object ? object : new Json.Obj(Map.of());
        List<Atom> atoms = mail(inside, upload.mail());
        atoms.addAll(MESSAGE.read(new Json.Obj(members), "draft"));
        return atoms;
    }

    private static Effect send(
            Exchange exchange, String operation, Upload upload, String account, List<Atom> atoms)
            throws Unreadable {
        Map<String, Json> members = new TreeMap<>(MailFields.lowered(upload.json()));
        if (upload.mail() != null
                || !(members.remove("id") instanceof Json.Str(String id))
                || !members.isEmpty()
                || id.isEmpty()) {
            throw new Unreadable(
                    "effect.mail-unreadable",
                    "a draft is sent by something else than its id alone");
        }
        atoms.add(Atom.destination("body/id", Role.SELECTOR, id));
        return new Effect.SendDraft(exchange.destination(), operation, atoms, account, id, null);
    }
}
