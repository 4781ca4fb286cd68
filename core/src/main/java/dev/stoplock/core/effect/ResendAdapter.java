package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Resend's HTTP API, one mail at a time ({@code POST /emails}). Source: Resend's API reference,
 * "Send email". An attachment's {@code path} is an address that Resend fetches, so it is a
 * destination.
 */
final class ResendAdapter implements Adapter {

    private static final String HOST = "api.resend.com";
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
                            Map.entry("subject", CONTENT),
                            Map.entry("html", CONTENT),
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
                                                    "content", CONTENT,
                                                    "content_type", META,
                                                    "content_id", META)))));

    @Override
    public boolean claims(Exchange exchange) {
        return exchange.destination().host().equals(HOST)
                && exchange.head().method().equals("POST")
                && exchange.head().path().equals("/emails");
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        HeaderAtoms.requireJson(exchange);
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange, AUTHORISED));
        for (Query.Parameter parameter : Query.parse(exchange.head().query())) {
            atoms.add(Atom.destination("query/" + parameter.name(), Role.NONE, parameter.value()));
        }
        switch (JsonReader.read(exchange.body(), JsonLimits.MESSAGE)) {
            case JsonResult.Parsed(Json.Obj mail) -> atoms.addAll(FIELDS.read(mail, "body"));
            case JsonResult.Parsed(Json other) ->
                    throw new Unreadable("effect.mail-unreadable", "a mail is not a JSON object");
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new Unreadable(
                            "wire.json",
                            "a request body has no single reading as JSON: " + Shown.text(reason));
        }
        return new Reading.Effects(
                List.of(new Effect.SendMail(exchange.destination(), "resend POST /emails", atoms)));
    }
}
