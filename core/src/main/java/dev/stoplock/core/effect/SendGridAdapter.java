package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SendGrid's HTTP API, {@code POST /v3/mail/send} of both regions. Each personalization is a mail
 * of its own; what stands outside holds for all of them and is judged for each, also where a
 * personalization says otherwise. Sources: github.com/twilio/sendgrid-oai, {@code
 * spec/json/tsg_mail_v3.json} (fields, hosts, limits; that substitutions reach the reply-to);
 * Twilio's documentation, "Personalizations" and "Building an X-SMTPAPI Header"; @sendgrid/mail 8.1
 * (mail headers in the request's head).
 *
 * <p>Only older clients know {@code mail_settings.bcc} and {@code mail_settings.spam_check}, a copy
 * to an address and to a URL (sendgrid-ruby 4 and 5, {@code BccSettings}, {@code SpamCheck}), and
 * one issue {@code reply_to} in a personalization (gsquire/sendgrid-rs#87); no source says that the
 * API refuses them now. Unconfirmed: {@code sections}, and whether names are read without case,
 * which they are here.
 */
final class SendGridAdapter implements Adapter {

    private static final Set<String> HOSTS = Set.of("api.sendgrid.com", "api.eu.sendgrid.com");
    private static final int MOST_PERSONALIZATIONS = 1_000;
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Bearer ");

    private static final Kind CONTENT = new Kind.Content();
    private static final Kind LABEL = new Kind.Label();
    private static final Kind META = new Kind.Meta();
    private static final Kind SELECTOR = new Kind.Selector(null);

    /** A switch that only widens who gets a mail when it is on. */
    private static final Kind BYPASS =
            new Kind.Members(Map.of("enable", new Kind.Selector("false")));

    private static final Map<String, Kind> BOTH =
            Map.ofEntries(
                    Map.entry("from", people(Role.FROM)),
                    Map.entry("reply_to", people(Role.REPLY_TO)),
                    Map.entry("reply_to_list", people(Role.REPLY_TO)),
                    Map.entry("subject", new Kind.Line()),
                    Map.entry("headers", new Kind.Headers()),
                    Map.entry("custom_args", LABEL),
                    Map.entry("send_at", META));

    private static final Map<String, Kind> ALL = new HashMap<>(BOTH);
    private static final Map<String, Kind> ONE = new HashMap<>(BOTH);

    static {
        ONE.put("to", people(Role.TO));
        ONE.put("cc", people(Role.CC));
        ONE.put("bcc", people(Role.BCC));
        ONE.put("substitutions", CONTENT);
        ONE.put("dynamic_template_data", CONTENT);
        ALL.put("content", new Kind.Members(Map.of("type", META, "value", new Kind.Html())));
        ALL.put("sections", CONTENT);
        ALL.put("categories", LABEL);
        ALL.put("template_id", SELECTOR);
        ALL.put("batch_id", SELECTOR);
        ALL.put("ip_pool_name", SELECTOR);
        ALL.put(
                "asm",
                new Kind.Members(Map.of("group_id", SELECTOR, "groups_to_display", SELECTOR)));
        ALL.put(
                "attachments",
                new Kind.Members(
                        Map.of(
                                "content", new Kind.File(),
                                "type", META,
                                "filename", LABEL,
                                "disposition", META,
                                "content_id", META,
                                // as @sendgrid/mail sends what its types call contentId
                                "contentid", META)));
        ALL.put(
                "mail_settings",
                new Kind.Members(
                        Map.of(
                                "bcc",
                                new Kind.Members(
                                        Map.of(
                                                "enable",
                                                META,
                                                "email",
                                                new Kind.Addresses(Role.BCC))),
                                "bypass_list_management",
                                BYPASS,
                                "bypass_spam_management",
                                BYPASS,
                                "bypass_bounce_management",
                                BYPASS,
                                "bypass_unsubscribe_management",
                                BYPASS,
                                "footer",
                                shown(),
                                "sandbox_mode",
                                new Kind.Members(Map.of("enable", META)),
                                "spam_check",
                                new Kind.Members(
                                        Map.of(
                                                "enable", META,
                                                "threshold", META,
                                                "post_to_url", new Kind.Fetched())))));
        ALL.put(
                "tracking_settings",
                new Kind.Members(
                        Map.of(
                                "click_tracking",
                                        new Kind.Members(
                                                Map.of("enable", META, "enable_text", META)),
                                "open_tracking",
                                        new Kind.Members(
                                                Map.of("enable", META, "substitution_tag", LABEL)),
                                "subscription_tracking", shown(),
                                "ganalytics",
                                        new Kind.Members(
                                                Map.of(
                                                        "enable", META,
                                                        "utm_source", LABEL,
                                                        "utm_medium", LABEL,
                                                        "utm_term", LABEL,
                                                        "utm_content", LABEL,
                                                        "utm_campaign", LABEL)))));
    }

    private static final MailFields FIELDS_OF_ALL = new MailFields(ALL);
    private static final MailFields FIELDS_OF_ONE = new MailFields(ONE);

    private static final Set<String> PEOPLE =
            Set.of("from", "reply_to", "reply_to_list", "to", "cc", "bcc");

    private static Kind people(Role role) {
        return new Kind.People(role, Map.of());
    }

    /** A setting that adds text to each mail. */
    private static Kind shown() {
        return new Kind.Members(
                Map.of(
                        "enable", META,
                        "text", CONTENT,
                        "html", new Kind.Html(),
                        "substitution_tag", LABEL));
    }

    @Override
    public Set<String> hosts() {
        return HOSTS;
    }

    @Override
    public boolean claims(Exchange exchange) {
        return HOSTS.contains(exchange.destination().host())
                && exchange.head().method().equals("POST")
                && exchange.head().path().equals("/v3/mail/send");
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        Map<String, Json> members =
                new TreeMap<>(MailFields.lowered(JsonMail.object(JsonMail.body(exchange))));
        Json personalizations = members.remove("personalizations");
        if (personalizations == null) {
            throw new Unreadable("effect.batch-unreadable", "a mail has no personalizations");
        }
        List<Atom> shared =
                JsonMail.head(
                        exchange,
                        AUTHORISED,
                        new HeaderAtoms.Known(Map.of(), headers(members.get("headers"))));
        shared.addAll(FIELDS_OF_ALL.read(new Json.Obj(members), "body"));
        Substitutions substitutions = new Substitutions(members.get("sections"));
        List<List<Atom>> mails = new ArrayList<>();
        for (Json.Obj one : JsonMail.objects(personalizations)) {
            List<Atom> atoms = FIELDS_OF_ONE.read(one, "body/personalizations/" + mails.size());
            requireNoInstructions(shared);
            requireNoInstructions(atoms);
            Map<String, String> tags =
                    Substitutions.tags(MailFields.lowered(one).get("substitutions"));
            requireUnsubstituted(tags.keySet(), shared);
            requireUnsubstituted(tags.keySet(), atoms);
            requireUnsubstituted(tags.keySet(), members, "body");
            requireUnsubstituted(tags.keySet(), MailFields.lowered(one), "body/personalizations");
            atoms.addAll(substitutions.links(shared, tags));
            mails.add(atoms);
        }
        return JsonMail.sends(
                exchange, "sendgrid POST /v3/mail/send", shared, mails, MOST_PERSONALIZATIONS);
    }

    /** The mail headers of all mails, which @sendgrid/mail sends in the request's head as well. */
    private static Map<String, String> headers(@Nullable Json headers) {
        Map<String, String> named = new HashMap<>();
        if (headers instanceof Json.Obj(Map<String, Json> members)) {
            members.forEach((name, value) -> {
                if (value instanceof Json.Str(String text)) {
                    named.put(name.toLowerCase(Locale.ROOT), text);
                }
            });
        }
        return named;
    }

    /**
     * Threat: SendGrid's SMTP service takes recipients, copies and settings from the mail header
     * X-SMTPAPI, as JSON; no source says that this one does not.
     */
    private static void requireNoInstructions(List<Atom> atoms) throws Unreadable {
        if (atoms.stream().anyMatch(atom -> atom.path().endsWith("/headers/x-smtpapi"))) {
            throw new Unreadable(
                    "effect.header-unreadable",
                    "the mail header X-SMTPAPI holds recipients and settings of its own");
        }
    }

    /**
     * Threat: substitutions are made in the reply-to as well, after judging: a tag that stands in
     * an address, or in the name before it, would turn it into another.
     */
    private static void requireUnsubstituted(Set<String> tags, List<Atom> atoms) throws Unreadable {
        for (Atom atom : atoms) {
            if (atom.role().isAddress()) {
                for (String form : Substitutions.forms(atom)) {
                    requireUnsubstituted(tags, form, atom.path());
                }
            }
        }
    }

    /** The same of what stands in the fields of people and in such mail headers, as written. */
    private static void requireUnsubstituted(
            Set<String> tags, Map<String, Json> members, String path) throws Unreadable {
        if (tags.isEmpty()) {
            return;
        }
        for (Map.Entry<String, Json> member : members.entrySet()) {
            String at = path + "/" + member.getKey();
            List<Atom> written = new ArrayList<>();
            if (PEOPLE.contains(member.getKey())) {
                MailFields.leaves(at, member.getValue(), written, Atom::content);
            } else if (member.getKey().equals("headers")
                    && member.getValue() instanceof Json.Obj headers) {
                MailFields.lowered(headers)
                        .forEach((name, value) -> {
                            if (MailHeaders.roleOf(name) != null) {
                                MailFields.leaves(at + "/" + name, value, written, Atom::content);
                            }
                        });
            }
            for (Atom atom : written) {
                if (!atom.path().endsWith("/#name")) {
                    requireUnsubstituted(tags, atom.value(), atom.path());
                }
            }
        }
    }

    private static void requireUnsubstituted(Set<String> tags, String text, String path)
            throws Unreadable {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String tag : tags) {
            if (lower.contains(tag.toLowerCase(Locale.ROOT))) {
                throw new Unreadable(
                        "effect.address-unreadable",
                        "the substitution "
                                + Shown.text(tag)
                                + " would change the address at "
                                + path);
            }
        }
    }
}
