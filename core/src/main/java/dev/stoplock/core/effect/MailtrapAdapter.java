package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mailtrap's sending API, {@code POST /api/send} and {@code /api/batch}: of its transactional and
 * its bulk stream, each a host of its own, and of its sandbox, where the path names the inbox that
 * catches the mails. Each of a batch's {@code requests} is a mail of its own; what stands in {@code
 * base} holds for all of them and is judged for each, also where a request says otherwise. What
 * else its hosts are asked to do (campaigns, replies, forwarding) is nobody's here. Sources:
 * github.com/mailtrap/mailtrap-openapi, {@code email-sending-transactional}, {@code
 * email-sending-bulk} and {@code sandbox-sending} (fields, hosts, limits, {@code Api-Token});
 * mailtrap-nodejs 4.10, {@code Mail} and {@code BatchSendRequest} ({@code reply_to} in an array).
 *
 * <p>Unconfirmed: recipients in {@code base}, whether variables are put into texts that are no
 * template's, and whether names are read without case; here all three are taken to be so.
 */
final class MailtrapAdapter implements Adapter {

    private static final Set<String> STREAMS =
            Set.of("send.api.mailtrap.io", "bulk.api.mailtrap.io");
    private static final String SANDBOX = "sandbox.api.mailtrap.io";
    private static final Set<String> HOSTS =
            Set.of("send.api.mailtrap.io", "bulk.api.mailtrap.io", SANDBOX, "mailtrap.io");
    private static final Pattern IN_SANDBOX =
            Pattern.compile("(/api/(?:send|batch))/([0-9]{1,19})");
    private static final int MOST_MAILS = 500;

    private static final String TOKEN = "api-token";
    private static final HeaderAtoms.Authorised BY_TOKEN = new HeaderAtoms.Authorised(TOKEN, "");
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Bearer ");

    private static final Kind CONTENT = new Kind.Content();
    private static final Kind LABEL = new Kind.Label();
    private static final Kind META = new Kind.Meta();

    private static final MailFields FIELDS =
            new MailFields(
                    Map.ofEntries(
                            Map.entry("from", people(Role.FROM)),
                            Map.entry("to", people(Role.TO)),
                            Map.entry("cc", people(Role.CC)),
                            Map.entry("bcc", people(Role.BCC)),
                            Map.entry("reply_to", people(Role.REPLY_TO)),
                            Map.entry("subject", new Kind.Line()),
                            Map.entry("text", CONTENT),
                            Map.entry("html", new Kind.Html()),
                            Map.entry("headers", new Kind.Headers()),
                            Map.entry("category", LABEL),
                            Map.entry("custom_variables", CONTENT),
                            Map.entry("template_uuid", new Kind.Selector(null)),
                            Map.entry("template_variables", CONTENT),
                            Map.entry(
                                    "attachments",
                                    new Kind.Members(
                                            Map.of(
                                                    "content", new Kind.File(),
                                                    "filename", LABEL,
                                                    "type", META,
                                                    "disposition", META,
                                                    "content_id", META)))));

    private static Kind people(Role role) {
        return new Kind.People(role, Map.of());
    }

    @Override
    public Set<String> hosts() {
        return HOSTS;
    }

    @Override
    public boolean claims(Exchange exchange) {
        return exchange.head().method().equals("POST") && operation(exchange) != null;
    }

    /** The path without the inbox, or null where it is none of those that send. */
    private static @Nullable String operation(Exchange exchange) {
        String host = exchange.destination().host();
        String path = exchange.head().path();
        if (STREAMS.contains(host)) {
            return path.equals("/api/send") || path.equals("/api/batch") ? path : null;
        }
        Matcher inbox = IN_SANDBOX.matcher(path);
        return host.equals(SANDBOX) && inbox.matches() ? inbox.group(1) : null;
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        boolean byToken = !exchange.head().fields().all(TOKEN).isEmpty();
        List<Atom> shared =
                JsonMail.head(exchange, byToken ? BY_TOKEN : AUTHORISED, HeaderAtoms.Known.NONE);
        Matcher inbox = IN_SANDBOX.matcher(exchange.head().path());
        if (inbox.matches()) {
            shared.add(Atom.destination("path/inbox", Role.SELECTOR, inbox.group(2)));
        }
        String operation = Objects.requireNonNull(operation(exchange));
        Json.Obj body = JsonMail.object(JsonMail.body(exchange));
        List<List<Atom>> mails = new ArrayList<>();
        if (operation.equals("/api/send")) {
            mails.add(FIELDS.read(body, "body"));
        } else {
            Map<String, Json> members = new TreeMap<>(MailFields.lowered(body));
            Json base = members.remove("base");
            Json requests = members.remove("requests");
            if (requests == null) {
                throw new Unreadable("effect.batch-unreadable", "a batch has no requests");
            }
            if (base != null) {
                shared.addAll(FIELDS.read(JsonMail.object(base), "body/base"));
            }
            shared.addAll(FIELDS.read(new Json.Obj(members), "body"));
            for (Json.Obj one : JsonMail.objects(requests)) {
                mails.add(FIELDS.read(one, "body/requests/" + mails.size()));
            }
        }
        return JsonMail.sends(exchange, "mailtrap POST " + operation, shared, mails, MOST_MAILS);
    }
}
