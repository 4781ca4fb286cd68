package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resend's HTTP API: one mail ({@code POST /emails}) and up to a hundred ({@code POST
 * /emails/batch}, an array). An attachment's {@code path} is an address that Resend fetches, so it
 * is a destination. Sources: Resend's API reference, "Send Email" and "Send Batch Emails";
 * resend.com/openapi.json; resend-node 6.38 ({@code parseEmailToApiOptions}, and {@code
 * x-batch-validation}). No source says whether names are read without case: here they are.
 */
final class ResendAdapter implements Adapter {

    private static final String HOST = "api.resend.com";
    private static final String ONE = "/emails";
    private static final String BATCH = "/emails/batch";
    private static final int MOST_MAILS = 100;

    /** Whether a mail that is refused refuses the batch. */
    private static final HeaderAtoms.Known VALIDATED =
            new HeaderAtoms.Known(Map.of("x-batch-validation", "strict|permissive"), Map.of());

    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Bearer ");

    private static final Kind CONTENT = new Kind.Content();
    private static final Kind META = new Kind.Meta();
    private static final Kind SELECTOR = new Kind.Selector(null);

    private static final MailFields FIELDS =
            new MailFields(
                    Map.ofEntries(
                            Map.entry("from", new Kind.Addresses(Role.FROM)),
                            Map.entry("to", new Kind.Addresses(Role.TO)),
                            Map.entry("cc", new Kind.Addresses(Role.CC)),
                            Map.entry("bcc", new Kind.Addresses(Role.BCC)),
                            Map.entry("reply_to", new Kind.Addresses(Role.REPLY_TO)),
                            Map.entry("replyto", new Kind.Addresses(Role.REPLY_TO)),
                            Map.entry("subject", new Kind.Line()),
                            Map.entry("html", new Kind.Html()),
                            Map.entry("text", CONTENT),
                            Map.entry("headers", new Kind.Headers()),
                            Map.entry("scheduled_at", CONTENT),
                            Map.entry("topic_id", SELECTOR),
                            Map.entry(
                                    "template",
                                    new Kind.Members(Map.of("id", SELECTOR, "variables", CONTENT))),
                            Map.entry(
                                    "tags",
                                    new Kind.Members(
                                            Map.of(
                                                    "name",
                                                    new Kind.Label(),
                                                    "value",
                                                    new Kind.Label()))),
                            Map.entry(
                                    "attachments",
                                    new Kind.Members(
                                            Map.of(
                                                    "filename", new Kind.Label(),
                                                    "content", new Kind.File(),
                                                    "path", new Kind.Fetched(),
                                                    "content_type", META,
                                                    "content_id", META)))));

    @Override
    public Set<String> hosts() {
        return Set.of(HOST);
    }

    @Override
    public boolean claims(Exchange exchange) {
        return exchange.destination().host().equals(HOST)
                && exchange.head().method().equals("POST")
                && (exchange.head().path().equals(ONE) || exchange.head().path().equals(BATCH));
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        String path = exchange.head().path();
        Json body = JsonMail.body(exchange);
        List<List<Atom>> mails = new ArrayList<>();
        if (path.equals(ONE)) {
            mails.add(FIELDS.read(JsonMail.object(body), "body"));
        } else {
            for (Json.Obj mail : JsonMail.objects(body)) {
                mails.add(FIELDS.read(mail, "body/" + mails.size()));
            }
        }
        List<Atom> shared =
                JsonMail.head(
                        exchange,
                        AUTHORISED,
                        path.equals(BATCH) ? VALIDATED : HeaderAtoms.Known.NONE);
        return JsonMail.sends(exchange, "resend POST " + path, shared, mails, MOST_MAILS);
    }
}
