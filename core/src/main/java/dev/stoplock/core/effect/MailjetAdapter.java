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
 * Mailjet's Send API, v3.1 ({@code Messages}, {@code Globals}) and v3 (flat, or {@code Messages};
 * each of {@code Recipients} gets a mail of its own). What stands outside {@code Messages} holds
 * for each of them and is judged for each, also where a message says otherwise. Who is named in
 * {@code TemplateErrorReporting} gets a mail when a template fails, and so is a recipient. Sources:
 * dev.mailjet.com, "Send Emails" (v3, v3.1, limits, {@code Sender}) and "Send a basic email";
 * node-mailjet 6.0, {@code SendEmailV3}, {@code SendEmailV3_1}; docs.rs, mailjet-rs, {@code
 * v3::Message} (a mail for each recipient).
 *
 * <p>Unconfirmed: which fields {@code Globals} takes (here: a message's), {@code Messages} in v3
 * beyond "up to 100 messages in a single API call", {@code Mj-trackclick}, the host of the United
 * States region (not claimed here), and whether names are read without case, which they are here.
 */
final class MailjetAdapter implements Adapter {

    private static final String HOST = "api.mailjet.com";
    private static final String V3 = "/v3/send";
    private static final String V31 = "/v3.1/send";
    private static final int MOST_MAILS = 100;
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Basic ");

    private static final Kind CONTENT = new Kind.Content();
    private static final Kind HTML = new Kind.Html();
    private static final Kind LABEL = new Kind.Label();
    private static final Kind META = new Kind.Meta();
    private static final Kind SELECTOR = new Kind.Selector(null);

    private static final MailFields FIELDS_V31 =
            new MailFields(
                    Map.ofEntries(
                            Map.entry("from", people(Role.FROM)),
                            Map.entry("sender", people(Role.FROM)),
                            Map.entry("to", people(Role.TO)),
                            Map.entry("cc", people(Role.CC)),
                            Map.entry("bcc", people(Role.BCC)),
                            Map.entry("replyto", people(Role.REPLY_TO)),
                            Map.entry("templateerrorreporting", people(Role.TO)),
                            Map.entry("templateerrordeliver", META),
                            Map.entry("templateid", SELECTOR),
                            Map.entry("templatelanguage", META),
                            Map.entry("variables", CONTENT),
                            Map.entry("subject", new Kind.Line()),
                            Map.entry("textpart", CONTENT),
                            Map.entry("htmlpart", HTML),
                            Map.entry("headers", new Kind.Headers()),
                            Map.entry("attachments", attachments("contenttype", "base64content")),
                            Map.entry(
                                    "inlinedattachments",
                                    attachments("contenttype", "base64content")),
                            Map.entry("priority", META),
                            Map.entry("customcampaign", LABEL),
                            Map.entry("deduplicatecampaign", META),
                            Map.entry("trackopens", META),
                            Map.entry("trackclicks", META),
                            Map.entry("customid", LABEL),
                            Map.entry("eventpayload", CONTENT),
                            Map.entry("urltags", CONTENT),
                            // of the request as a whole
                            Map.entry("sandboxmode", META),
                            Map.entry("advanceerrorhandling", META)));

    private static final Map<String, Kind> RECIPIENT =
            Map.of("recipients", new Kind.People(Role.TO, Map.of("vars", CONTENT)));

    private static final MailFields FIELDS_V3 = new MailFields(v3());
    private static final MailFields RECIPIENT_V3 = new MailFields(RECIPIENT);

    private static Map<String, Kind> v3() {
        Map<String, Kind> fields = new HashMap<>(RECIPIENT);
        fields.put("fromemail", new Kind.Addresses(Role.FROM));
        fields.put("fromname", new Kind.Display());
        // the account's default sender sends in its place
        fields.put("sender", new Kind.Selector("false"));
        fields.put("to", new Kind.Addresses(Role.TO));
        fields.put("cc", new Kind.Addresses(Role.CC));
        fields.put("bcc", new Kind.Addresses(Role.BCC));
        fields.put("subject", new Kind.Line());
        fields.put("text-part", CONTENT);
        fields.put("html-part", HTML);
        fields.put("headers", new Kind.Headers());
        fields.put("vars", CONTENT);
        fields.put("attachments", attachments("content-type", "content"));
        fields.put("inline_attachments", attachments("content-type", "content"));
        fields.put("mj-templateid", SELECTOR);
        fields.put("mj-templatelanguage", META);
        fields.put("mj-templateerrorreporting", new Kind.Addresses(Role.TO));
        fields.put("mj-templateerrordeliver", META);
        fields.put("mj-prio", META);
        fields.put("mj-campaign", LABEL);
        fields.put("mj-deduplicatecampaign", META);
        fields.put("mj-trackopen", META);
        fields.put("mj-trackclick", META);
        fields.put("mj-customid", LABEL);
        fields.put("mj-eventpayload", CONTENT);
        return fields;
    }

    private static Kind people(Role role) {
        return new Kind.People(role, Map.of());
    }

    private static Kind attachments(String type, String content) {
        return new Kind.Members(
                Map.of("filename", LABEL, type, META, content, new Kind.File(), "contentid", META));
    }

    private static final Set<String> PATHS = Set.of(V3, V31);

    @Override
    public Set<String> hosts() {
        return Set.of(HOST);
    }

    @Override
    public boolean claims(Exchange exchange) {
        return exchange.destination().host().equals(HOST)
                && exchange.head().method().equals("POST")
                && PATHS.contains(exchange.head().path());
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        String path = exchange.head().path();
        Map<String, Json> members =
                new TreeMap<>(MailFields.lowered(JsonMail.object(JsonMail.body(exchange))));
        List<Atom> shared = JsonMail.head(exchange, AUTHORISED, HeaderAtoms.Known.NONE);
        List<List<Atom>> mails = new ArrayList<>();
        Json messages = members.remove("messages");
        if (path.equals(V31)) {
            Json globals = members.remove("globals");
            if (globals != null) {
                shared.addAll(FIELDS_V31.read(JsonMail.object(globals), "body/globals"));
            }
            if (messages == null) {
                throw new Unreadable("effect.batch-unreadable", "a batch has no Messages");
            }
        }
        if (messages == null) {
            mails.addAll(each(members, "body"));
        } else {
            MailFields fields = path.equals(V31) ? FIELDS_V31 : FIELDS_V3;
            shared.addAll(fields.read(new Json.Obj(members), "body"));
            List<Json.Obj> list = JsonMail.objects(messages);
            for (int i = 0; i < list.size(); i++) {
                String at = "body/messages/" + i;
                if (path.equals(V31)) {
                    mails.add(FIELDS_V31.read(list.get(i), at));
                } else {
                    mails.addAll(each(new TreeMap<>(MailFields.lowered(list.get(i))), at));
                }
            }
        }
        return JsonMail.sends(exchange, "mailjet POST " + path, shared, mails, MOST_MAILS);
    }

    /** The mails of one flat message: one to each of its {@code Recipients}, or itself. */
    private static List<List<Atom>> each(Map<String, Json> message, String at) throws Unreadable {
        List<List<Atom>> mails = new ArrayList<>();
        if (message.get("recipients") instanceof Json.Arr(List<Json> items) && !items.isEmpty()) {
            message.remove("recipients");
            List<Atom> same = FIELDS_V3.read(new Json.Obj(message), at);
            for (int i = 0; i < items.size(); i++) {
                List<Atom> atoms = new ArrayList<>(same);
                Json.Obj one = Json.object().put("recipients", items.get(i)).build();
                if (!(items.get(i) instanceof Json.Obj)) {
                    throw new Unreadable(
                            "effect.address-unreadable",
                            "the addresses at "
                                    + at
                                    + "/recipients cannot be read in exactly one way");
                }
                atoms.addAll(RECIPIENT_V3.read(one, items.size() == 1 ? at : at + "/" + i));
                mails.add(atoms);
            }
        } else {
            mails.add(FIELDS_V3.read(new Json.Obj(message), at));
        }
        return mails;
    }
}
