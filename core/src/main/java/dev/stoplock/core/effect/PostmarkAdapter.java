package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Postmark's HTTP API: every path that sends mail, and the reads of templates and statistics.
 * Sources: Postmark's developer documentation, "Send a single email", "Batch emails", "Bulk API",
 * "Templates API", "Stats API"; postmark.js 5.1, {@code Message}, {@code TemplatedMessage}, {@code
 * BulkEmailRequest}, {@code Attachment}. Default message stream: {@code outbound}. Names are read
 * without case, for headers as documented; for fields no source says so.
 */
final class PostmarkAdapter implements Adapter {

    private static final String HOST = "api.postmarkapp.com";
    private static final int MOST_MESSAGES = 500;
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("x-postmark-server-token", "");

    private static final Kind CONTENT = new Kind.Content();
    private static final Kind META = new Kind.Meta();

    private static final Map<String, Kind> MAIL =
            Map.ofEntries(
                    Map.entry("from", new Kind.Addresses(Role.FROM)),
                    Map.entry("to", new Kind.Addresses(Role.TO)),
                    Map.entry("cc", new Kind.Addresses(Role.CC)),
                    Map.entry("bcc", new Kind.Addresses(Role.BCC)),
                    Map.entry("replyto", new Kind.Addresses(Role.REPLY_TO)),
                    Map.entry("subject", new Kind.Line()),
                    Map.entry("tag", new Kind.Label()),
                    Map.entry("htmlbody", new Kind.Html()),
                    Map.entry("textbody", CONTENT),
                    Map.entry("metadata", new Kind.Label()),
                    Map.entry("templatemodel", CONTENT),
                    Map.entry("headers", new Kind.Headers()),
                    Map.entry(
                            "attachments",
                            new Kind.Members(
                                    Map.of(
                                            "name",
                                            new Kind.Label(),
                                            "content",
                                            new Kind.File(),
                                            "contenttype",
                                            META,
                                            "contentid",
                                            META,
                                            // the two that postmark.js documents besides
                                            "contentlength",
                                            META,
                                            "disposition",
                                            META))),
                    Map.entry("trackopens", META),
                    Map.entry("tracklinks", META),
                    Map.entry("inlinecss", META),
                    Map.entry("templateid", new Kind.Selector(null)),
                    Map.entry("templatealias", new Kind.Selector(null)),
                    Map.entry("messagestream", new Kind.Selector("outbound")));

    private static final MailFields FIELDS = new MailFields(MAIL);
    private static final Set<String> SENDS =
            Set.of(
                    "/email",
                    "/email/batch",
                    "/email/withTemplate",
                    "/email/batchWithTemplates",
                    "/email/bulk");

    /** Each by its whole path: a free segment would carry a word out. */
    private static final Set<String> STATISTICS =
            Set.of(
                    "/stats/outbound",
                    "/stats/outbound/sends",
                    "/stats/outbound/bounces",
                    "/stats/outbound/spam",
                    "/stats/outbound/tracked",
                    "/stats/outbound/opens",
                    "/stats/outbound/opens/platforms",
                    "/stats/outbound/opens/emailclients",
                    "/stats/outbound/clicks",
                    "/stats/outbound/clicks/browserfamilies",
                    "/stats/outbound/clicks/platforms",
                    "/stats/outbound/clicks/location");

    @Override
    public Set<String> hosts() {
        return Set.of(HOST);
    }

    @Override
    public boolean claims(Exchange exchange) {
        if (!exchange.destination().host().equals(HOST)) {
            return false;
        }
        String path = exchange.head().path();
        return exchange.head().method().equals("POST") && SENDS.contains(path)
                || exchange.head().method().equals("GET") && isRead(path);
    }

    private static boolean isRead(String path) {
        return path.equals("/deliverystats")
                || path.matches("/templates(/[^/]+)?")
                || STATISTICS.contains(path);
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        return exchange.head().method().equals("GET") ? lookUp(exchange) : send(exchange);
    }

    private static Reading lookUp(Exchange exchange) throws Unreadable {
        if (exchange.body().length > 0) {
            throw new Unreadable("wire.body-on-read", "a GET request carries a body");
        }
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange, AUTHORISED));
        String path = exchange.head().path();
        String operation = "postmark GET " + path;
        if (path.startsWith("/templates/")) {
            String id = Query.decode(path.substring("/templates/".length()).replace("+", "%2B"));
            if (id.isBlank()
                    || id.equals(".")
                    || id.equals("..")
                    || id.matches("(?s).*[/\\\\;%?#\\p{C}].*")) {
                throw new Unreadable(
                        "wire.target", "a template's name in a path could be read as another path");
            }
            atoms.add(Atom.destination("path/template", Role.SELECTOR, id));
            operation = "postmark GET /templates/{id}";
        }
        for (Query.Parameter parameter : Query.parse(exchange.head().query())) {
            atoms.addAll(parameter(parameter));
        }
        return new Reading.Effects(
                List.of(new Effect.HttpExchange(exchange.destination(), operation, atoms)));
    }

    private static List<Atom> parameter(Query.Parameter parameter) {
        String name = parameter.name().toLowerCase(Locale.ROOT);
        String path = "query/" + name;
        String value = parameter.value();
        return switch (name) {
            case "count", "offset" -> List.of(only(path, value, "[0-9]{1,6}"));
            case "templatetype" -> List.of(only(path, value, "(?i)all|standard|layout"));
            case "tag", "fromdate", "todate" -> List.of(MailFields.content(path, value));
            case "layouttemplate" -> List.of(MailFields.selector(path, value, null));
            case "messagestream" -> List.of(MailFields.selector(path, value, "outbound"));
            default -> Query.unknown(parameter);
        };
    }

    private static Atom only(String path, String value, String pattern) {
        return value.matches(pattern)
                ? Atom.meta(path, value)
                : Atom.destination(path, Role.NONE, value);
    }

    private static Reading send(Exchange exchange) throws Unreadable {
        Json body = JsonMail.body(exchange);
        List<Atom> shared = JsonMail.head(exchange, AUTHORISED, HeaderAtoms.Known.NONE);
        String path = exchange.head().path();
        List<Json.Obj> mails = mails(path, body, shared);
        List<List<Atom>> atoms = new ArrayList<>();
        for (int i = 0; i < mails.size(); i++) {
            atoms.add(FIELDS.read(mails.get(i), mails.size() == 1 ? "body" : "body/" + i));
        }
        return JsonMail.sends(exchange, "postmark POST " + path, shared, atoms, MOST_MESSAGES);
    }

    /**
     * The mails of a body; for an envelope object its other fields go to {@code shared}, as they
     * hold for each message.
     */
    private static List<Json.Obj> mails(String path, Json body, List<Atom> shared)
            throws Unreadable {
        return switch (path) {
            case "/email", "/email/withTemplate" -> List.of(JsonMail.object(body));
            case "/email/batch" -> JsonMail.objects(body);
            default -> {
                Map<String, Json> envelope =
                        new TreeMap<>(MailFields.lowered(JsonMail.object(body)));
                Json messages = envelope.remove("messages");
                if (messages == null) {
                    throw new Unreadable("effect.batch-unreadable", "a batch has no Messages");
                }
                shared.addAll(FIELDS.read(new Json.Obj(envelope), "body"));
                yield JsonMail.objects(messages);
            }
        };
    }
}
