package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brevo's HTTP API, {@code POST /v3/smtp/email}. Each of the {@code messageVersions} is a mail of
 * its own; what stands outside holds for all of them and is judged for each, also {@code to}, which
 * Brevo ignores then. An attachment's {@code url} is an address that Brevo fetches. Sources:
 * developers.brevo.com, "Send a transactional email" and "Batch send transactional emails";
 * brevo-node 6.0, {@code SendTransacEmailRequest}.
 *
 * <p>No source says whether names are read without case: here they are. A version's own {@code
 * templateId} stands in the text of the documentation, not in the types.
 */
final class BrevoAdapter implements Adapter {

    private static final String HOST = "api.brevo.com";
    private static final int MOST_VERSIONS = 1_000;
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("api-key", "");

    /** What its generated clients say of themselves. */
    private static final HeaderAtoms.Known KNOWN =
            new HeaderAtoms.Known(
                    Map.of(
                            "user-agent", "@getbrevo/brevo/[0-9]{1,3}(\\.[0-9]{1,3}){2}",
                            "x-fern-language", "[A-Za-z]{1,20}",
                            "x-fern-runtime", "[a-z]{1,20}",
                            "x-fern-runtime-version", "[0-9]{1,3}(\\.[0-9]{1,3}){0,2}",
                            "x-fern-sdk-name", "@getbrevo/brevo|brevo|brevo-python",
                            "x-fern-sdk-version", "[0-9]{1,3}(\\.[0-9]{1,3}){2}"),
                    Map.of());

    private static final Kind CONTENT = new Kind.Content();
    private static final Kind LABEL = new Kind.Label();
    private static final Kind META = new Kind.Meta();
    private static final Kind SELECTOR = new Kind.Selector(null);

    private static final Map<String, Kind> VERSION =
            Map.ofEntries(
                    Map.entry("to", recipients(Role.TO)),
                    Map.entry("cc", recipients(Role.CC)),
                    Map.entry("bcc", recipients(Role.BCC)),
                    Map.entry("replyto", new Kind.People(Role.REPLY_TO, Map.of())),
                    Map.entry("subject", new Kind.Line()),
                    Map.entry("htmlcontent", new Kind.Html()),
                    Map.entry("textcontent", CONTENT),
                    Map.entry("params", CONTENT),
                    Map.entry("templateid", SELECTOR));

    private static final Map<String, Kind> ALL = new HashMap<>(VERSION);

    static {
        ALL.put("sender", new Kind.People(Role.FROM, Map.of("id", SELECTOR)));
        ALL.put("headers", new Kind.Headers());
        ALL.put("tags", LABEL);
        ALL.put("scheduledat", META);
        ALL.put("batchid", SELECTOR);
        ALL.put(
                "attachment",
                new Kind.Members(
                        Map.of(
                                "name",
                                LABEL,
                                "content",
                                new Kind.File(),
                                "url",
                                new Kind.Fetched())));
    }

    private static final MailFields FIELDS_OF_ALL = new MailFields(ALL);
    private static final MailFields FIELDS_OF_VERSION = new MailFields(VERSION);

    private static Kind recipients(Role role) {
        return new Kind.People(role, Map.of("contactpixeltrackingconsent", META));
    }

    @Override
    public Set<String> hosts() {
        return Set.of(HOST);
    }

    @Override
    public boolean claims(Exchange exchange) {
        return exchange.destination().host().equals(HOST)
                && exchange.head().method().equals("POST")
                && exchange.head().path().equals("/v3/smtp/email");
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        Map<String, Json> members =
                new TreeMap<>(MailFields.lowered(JsonMail.object(JsonMail.body(exchange))));
        Json versions = members.remove("messageversions");
        List<Atom> shared = JsonMail.head(exchange, AUTHORISED, KNOWN);
        shared.addAll(FIELDS_OF_ALL.read(new Json.Obj(members), "body"));
        List<List<Atom>> mails = new ArrayList<>();
        if (versions == null) {
            mails.add(List.of());
        } else {
            for (Json.Obj version : JsonMail.objects(versions)) {
                mails.add(FIELDS_OF_VERSION.read(version, "body/messageversions/" + mails.size()));
            }
        }
        return JsonMail.sends(exchange, "brevo POST /v3/smtp/email", shared, mails, MOST_VERSIONS);
    }
}
