package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.form.FormField;
import dev.stoplock.core.wire.form.FormReader;
import dev.stoplock.core.wire.form.FormResult;
import dev.stoplock.core.wire.mime.MimeRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mailgun's Messages API, {@code POST /v3/DOMAIN/messages} (a form) and {@code /messages.mime} (a
 * form whose {@code to} is the envelope and whose {@code message} is a whole mail), on both hosts.
 * With {@code recipient-variables} each {@code to} gets a mail of its own. Sources:
 * documentation.mailgun.com, "Send an email", "Send an email in MIME format" (fields, duplicates
 * ignored, both hosts), "Passing Sending Options" ({@code o:}), "Batch Sending", "Send Attachments"
 * ({@code v:} become a header that recipients see).
 *
 * <p>Unconfirmed: whether names are read without case (here they are), whether {@code cc} and
 * {@code bcc} get one mail per recipient of a batch (here they do), what becomes of a {@code Bcc}
 * field in a MIME message (here its addresses are recipients), fields in the query string (here:
 * unknown).
 */
final class MailgunAdapter implements Adapter {

    private static final Set<String> HOSTS = Set.of("api.mailgun.net", "api.eu.mailgun.net");
    private static final String PATH = "/v3/[A-Za-z0-9][A-Za-z0-9.-]{0,252}/messages(\\.mime)?";
    private static final int MOST_RECIPIENTS = 1_000;
    private static final HeaderAtoms.Authorised AUTHORISED =
            new HeaderAtoms.Authorised("authorization", "Basic ", "api");

    /** In a MIME form the header names Cc and Bcc; the fields of these names are not documented. */
    private static final Map<String, Role> ADDRESSES =
            Map.of("from", Role.FROM, "to", Role.TO, "cc", Role.CC, "bcc", Role.BCC);

    private static final Set<String> SELECTORS =
            Set.of("template", "t:version", "o:sending-ip", "o:sending-ip-pool");

    /** Options that only switch something, by the values that do. */
    private static final Set<String> SWITCHES =
            Set.of(
                    "o:dkim",
                    "o:testmode",
                    "o:tracking",
                    "o:tracking-clicks",
                    "o:tracking-opens",
                    "o:tracking-pixel-location-top",
                    "o:require-tls",
                    "o:skip-verification",
                    "t:text");

    private static final Set<String> TIMES =
            Set.of("o:deliverytime", "o:deliverytime-optimize-period", "o:time-zone-localize");

    @Override
    public Set<String> hosts() {
        return HOSTS;
    }

    @Override
    public boolean claims(Exchange exchange) {
        return HOSTS.contains(exchange.destination().host())
                && exchange.head().method().equals("POST")
                && exchange.head().path().matches(PATH);
    }

    @Override
    public Reading read(Exchange exchange) throws Unreadable {
        String[] segments = exchange.head().path().split("/", -1);
        boolean mime = segments[3].endsWith(".mime");
        List<FormField> fields =
                switch (FormReader.read(
                        exchange.head().fields().only("content-type"), exchange.body())) {
                    case FormResult.Parsed(List<FormField> parsed) -> parsed;
                    case FormResult.Refused(String reason) ->
                            throw new Unreadable(
                                    "wire.form", "a form has no single reading: " + reason);
                };
        List<Atom> shared = JsonMail.head(exchange, AUTHORISED, HeaderAtoms.Known.NONE);
        shared.add(Atom.destination("path/domain", Role.SELECTOR, segments[2]));
        Form form = new Form();
        for (FormField field : fields) {
            form.add(field, mime);
        }
        List<List<Atom>> mails = mime ? List.of(form.mime()) : form.mails();
        shared.addAll(form.shared);
        return JsonMail.sends(
                exchange, "mailgun POST /" + segments[3], shared, mails, MOST_RECIPIENTS);
    }

    /** The fields of one form, sorted by what they hold for. */
    private static final class Form {

        final List<Atom> shared = new ArrayList<>();
        private final List<MailAddress> to = new ArrayList<>();
        private final List<String> paths = new ArrayList<>();
        private @Nullable FormField message;
        private @Nullable Map<String, Json> variables;
        private final Map<String, Integer> seen = new LinkedHashMap<>();

        void add(FormField field, boolean mime) throws Unreadable {
            String lower = field.name().toLowerCase(Locale.ROOT);
            int count = seen.merge(lower, 1, Integer::sum);
            String at = (mime ? "form/" : "body/") + lower + (count == 1 ? "" : "/" + (count - 1));
            if (mime && lower.equals("message")) {
                if (message != null) {
                    throw new Unreadable("effect.mail-unreadable", "a form holds two messages");
                }
                label(field, at);
                message = field;
            } else if (lower.equals("attachment") || lower.equals("inline")) {
                label(field, at);
                shared.add(Atom.content(at, latin(field)));
            } else {
                if (field.file() != null || field.text() == null) {
                    throw new Unreadable(
                            "wire.form", "a form says a text as a file, which is read in two ways");
                }
                text(lower, at, field.name(), field.text(), mime);
            }
        }

        private void text(String lower, String at, String name, String text, boolean mime)
                throws Unreadable {
            Role role = mime && !lower.equals("to") ? null : ADDRESSES.get(lower);
            if (role != null) {
                addresses(role, at, text);
            } else if (lower.startsWith("h:") && lower.length() > 2) {
                header(name.substring(2), text);
            } else if (lower.startsWith("v:")) {
                shared.add(MailFields.name(at + "/#name", name.substring(2)));
                json(at, text);
            } else if (lower.equals("t:variables")) {
                json(at, text);
            } else if (lower.equals("recipient-variables")) {
                if (variables != null || !(parsed(text) instanceof Json.Obj(var members))) {
                    throw new Unreadable(
                            "effect.batch-unreadable",
                            "recipient-variables are not one JSON object");
                }
                variables = members;
            } else if (lower.equals("o:tag")) {
                MailFields.requireLine(at, text);
                shared.add(MailFields.name(at, text));
            } else if (SELECTORS.contains(lower)) {
                shared.add(MailFields.selector(at, text, null));
            } else if (SWITCHES.contains(lower)
                            && text.matches("(?i)yes|no|true|false|htmlonly|pass")
                    || TIMES.contains(lower) && text.matches("[A-Za-z0-9:+, -]{1,40}")) {
                shared.add(Atom.meta(at, text));
            } else if (!mime && lower.equals("subject")) {
                MailFields.requireLine(at, text);
                shared.add(MailFields.content(at, text));
            } else if (!mime && Set.of("text", "html", "amp-html").contains(lower)) {
                MailFields.text(at, new Json.Str(text), !lower.equals("text"), shared);
            } else {
                // o:archive-to posts a copy to an address; what nobody documents may do worse
                shared.add(MailFields.name(at + "/#name", name));
                shared.add(Atom.destination(at, Role.NONE, text));
            }
        }

        private void addresses(Role role, String at, String text) throws Unreadable {
            List<MailAddress> list = MailAddress.list(text);
            if (list == null) {
                throw MailFields.unreadableAddress(at);
            }
            if (role != Role.TO || list.isEmpty()) {
                MailHeaders.addresses(at, list, role, shared);
                return;
            }
            for (MailAddress address : list) {
                to.add(address);
                paths.add(at);
            }
        }

        private void header(String name, String value) throws Unreadable {
            MailFields.member(
                    "body",
                    "h:",
                    Json.object().put(name, new Json.Str(value)).build(),
                    Map.of("h:", new MailFields.Kind.Headers()),
                    shared);
        }

        private void label(FormField field, String at) throws Unreadable {
            if (field.file() != null) {
                MailFields.requireLine(at + "/filename", field.file());
                shared.add(MailFields.name(at + "/filename", field.file()));
            }
            if (field.type() != null) {
                MailFields.requireLine(at + "/type", field.type());
                shared.add(MailFields.meta(at + "/type", field.type()));
            }
        }

        /** Variables, which the API puts into the text: what they hold is read as HTML. */
        private void json(String at, String text) {
            Json value = parsed(text);
            MailFields.text(at, value == null ? new Json.Str(text) : value, true, shared);
        }

        private static @Nullable Json parsed(String text) {
            return JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE)
                            instanceof JsonResult.Parsed(Json value)
                    ? value
                    : null;
        }

        private static String latin(FormField field) {
            return new String(field.content(), StandardCharsets.ISO_8859_1);
        }

        /** The message with its envelope; variables are content for whoever gets it. */
        List<Atom> mime() throws Unreadable {
            FormField whole = message;
            if (whole == null) {
                throw new Unreadable("effect.mail-unreadable", "a form holds no message");
            }
            List<Atom> atoms = MimeAtoms.of(whole.content(), "body", MimeRules.API);
            variables(Set.of());
            return Envelope.joined(atoms, "form/to", to);
        }

        /** One mail, or one per recipient of a batch. */
        List<List<Atom>> mails() throws Unreadable {
            variables(Set.copyOf(to.stream().map(MailAddress::canonical).toList()));
            List<List<Atom>> mails = new ArrayList<>();
            boolean batch = variables != null && to.size() > 1;
            List<Atom> all = new ArrayList<>();
            for (int i = 0; i < to.size(); i++) {
                List<Atom> atoms = batch ? new ArrayList<>() : all;
                MailHeaders.addresses(paths.get(i), List.of(to.get(i)), Role.TO, atoms);
                if (batch) {
                    mails.add(atoms);
                }
            }
            return batch ? mails : List.of(all);
        }

        /**
         * Threat: the name of a set of variables is free text where nobody of that name gets one.
         */
        private void variables(Set<String> recipients) {
            Map<String, Json> all = variables == null ? Map.of() : variables;
            for (Map.Entry<String, Json> one : all.entrySet()) {
                String at = "body/recipient-variables/" + one.getKey();
                if (!recipients.contains(one.getKey())) {
                    shared.add(Atom.destination(at + "/#name", Role.NONE, one.getKey()));
                }
                MailFields.text(at, one.getValue(), true, shared);
            }
        }
    }
}
