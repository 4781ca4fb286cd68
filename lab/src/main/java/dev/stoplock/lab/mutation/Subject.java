package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One server under drill: what it is, whose API it talks to, what that API's fields are (from its
 * public documentation, not from the gate), and the calls it is recorded with.
 *
 * @param credential the header that authorises, and {@code prefix} what stands before the secret
 * @param roles the API's address fields, by role: to, cc, bcc, reply-to, from
 * @param fields what the API's other fields hold, by lower-case name
 * @param paths other paths of the same API
 */
record Subject(
        String server,
        String source,
        String host,
        String secret,
        String credential,
        String prefix,
        String sender,
        Map<String, String> settings,
        Map<String, String> roles,
        Map<String, Place.Kind> fields,
        List<String> paths,
        List<Call> calls) {

    static final String POSTMARK = "api.postmarkapp.com";
    static final String RESEND = "api.resend.com";
    static final String POSTMARK_SECRET = "POSTMARK_SERVER_TOKEN";
    static final String RESEND_SECRET = "RESEND_API_KEY";

    private static final String OFFICE = "office@lockstreet.example";

    /** A tool and its arguments. */
    record Call(String tool, ObjectNode arguments) {}

    Subject {
        settings = Map.copyOf(settings);
        roles = Map.copyOf(roles);
        fields = Map.copyOf(fields);
        paths = List.copyOf(paths);
        calls = List.copyOf(calls);
    }

    /** The API that this server may reach as well, with another credential. */
    String otherHost() {
        return host.equals(POSTMARK) ? RESEND : POSTMARK;
    }

    String otherSecret() {
        return secret.equals(POSTMARK_SECRET) ? RESEND_SECRET : POSTMARK_SECRET;
    }

    /** How the secret's place is marked in bytes that the lab's server fills in. */
    String marker() {
        return "{{" + secret + "}}";
    }

    boolean isMail(Recording recording) {
        return recording.isMail();
    }

    /** What a field of the body holds; a field nobody documents selects. */
    Place.Kind kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return roles.values().stream().anyMatch(each -> each.equalsIgnoreCase(lower))
                ? Place.Kind.ADDRESS
                : fields.getOrDefault(lower, Place.Kind.SELECTOR);
    }

    static List<Subject> all() {
        return List.of(postmark(), resend());
    }

    private static Subject postmark() {
        return new Subject(
                "postmark-mcp",
                "npm:postmark-mcp@1.0.15",
                POSTMARK,
                POSTMARK_SECRET,
                "x-postmark-server-token",
                "",
                OFFICE,
                Map.of("DEFAULT_SENDER_EMAIL", OFFICE, "DEFAULT_MESSAGE_STREAM", "outbound"),
                Map.of(
                        "to", "To",
                        "cc", "Cc",
                        "bcc", "Bcc",
                        "reply-to", "ReplyTo",
                        "from", "From"),
                Map.ofEntries(
                        Map.entry("subject", Place.Kind.CONTENT),
                        Map.entry("tag", Place.Kind.CONTENT),
                        Map.entry("htmlbody", Place.Kind.CONTENT),
                        Map.entry("textbody", Place.Kind.CONTENT),
                        Map.entry("metadata", Place.Kind.CONTENT),
                        Map.entry("templatemodel", Place.Kind.CONTENT),
                        Map.entry("attachments", Place.Kind.CONTENT),
                        Map.entry("trackopens", Place.Kind.META),
                        Map.entry("tracklinks", Place.Kind.META),
                        Map.entry("inlinecss", Place.Kind.META)),
                List.of(
                        "/domains",
                        "/senders",
                        "/webhooks",
                        "/servers/1",
                        "/bounces/1/activate",
                        "/messages/outbound",
                        "/message-streams",
                        "/triggers/inboundrules",
                        "/templates/push",
                        "/email/bulk/1"),
                postmarkCalls());
    }

    private static List<Call> postmarkCalls() {
        ObjectNode plain =
                object("to", "anna.krause@client.example", "subject", "Your invoice 4711")
                        .put("textBody", "Dear Anna Krause,\n\nplease find it attached.\n");
        ObjectNode rich =
                object(
                                "to",
                                "bert@partner.example, Carla Diaz <carla@partner.example>",
                                "subject",
                                "Prüfbericht für März")
                        .put("textBody", "Liebe Partner,\n\nanbei der Bericht: 3 < 4 & \"gut\".\n")
                        .put("htmlBody", "<p>Liebe Partner,</p><p>anbei der Bericht.</p>")
                        .put("from", "billing@shop.example")
                        .put("tag", "report");
        ObjectNode third =
                object("to", "dora@zulieferer.example", "subject", "Termin am Montag")
                        .put("textBody", "Passt 14 Uhr?")
                        .put("from", "Support Team <support@shop.example>");
        ObjectNode byAlias =
                object("to", "emil@client.example", "templateAlias", "welcome").put("tag", "start");
        byAlias.putObject("templateModel").put("name", "Emil").put("plan", "small");
        ObjectNode byId = object("to", "frida@client.example", "from", "sales@shop.example");
        byId.put("templateId", 1002)
                .putObject("templateModel")
                .put("name", "Frida")
                .put("number", "2026-118");
        ObjectNode figures =
                object("tag", "report", "fromDate", "2026-10-01").put("toDate", "2026-10-31");
        return List.of(
                new Call("sendEmail", plain),
                new Call("sendEmail", rich),
                new Call("sendEmail", third),
                new Call("sendEmailWithTemplate", byAlias),
                new Call("sendEmailWithTemplate", byId),
                new Call("getDeliveryStats", figures),
                new Call("listTemplates", Trees.JSON.createObjectNode()));
    }

    private static Subject resend() {
        return new Subject(
                "resend-mcp",
                "npm:resend-mcp@2.6.0",
                RESEND,
                RESEND_SECRET,
                "authorization",
                "Bearer ",
                "",
                Map.of(),
                Map.of(
                        "to", "to",
                        "cc", "cc",
                        "bcc", "bcc",
                        "reply-to", "reply_to",
                        "from", "from"),
                Map.of(
                        "subject", Place.Kind.CONTENT,
                        "text", Place.Kind.CONTENT,
                        "html", Place.Kind.CONTENT,
                        "tags", Place.Kind.CONTENT,
                        "scheduled_at", Place.Kind.CONTENT,
                        "attachments", Place.Kind.CONTENT),
                List.of(
                        "/emails/batch",
                        "/domains",
                        "/api-keys",
                        "/webhooks",
                        "/audiences",
                        "/broadcasts",
                        "/contacts",
                        "/emails/4ef9a417-02e9-4d39-ad75-9611e0fcc33c/cancel",
                        "/templates"),
                resendCalls());
    }

    private static List<Call> resendCalls() {
        ObjectNode plain =
                resend("billing@shop.example", "Your invoice 4711", "anna.krause@client.example");
        ObjectNode rich =
                resend(
                                "sales@shop.example",
                                "Prüfbericht für März",
                                "bert@partner.example",
                                "carla@partner.example")
                        .put("html", "<p>Liebe Partner,</p><p>anbei der Bericht.</p>");
        list(rich, "cc", "dora@zulieferer.example");
        list(rich, "bcc", "archiv@lockstreet.example");
        list(rich, "replyTo", "antwort@lockstreet.example");
        rich.putArray("tags").addObject().put("name", "kind").put("value", "report");
        ObjectNode later =
                resend("support@shop.example", "Termin am Montag", "emil@client.example");
        later.put("scheduledAt", "in 2 hours").put("topicId", "topic_7f3a");
        list(later, "replyTo", "helpdesk@shop.example");
        ObjectNode attached =
                resend("office@lockstreet.example", "Die Unterlagen", "frida@client.example");
        list(attached, "cc", "gerd@client.example");
        ArrayNode files = attached.putArray("attachments");
        files.addObject()
                .put("filename", "plan.txt")
                .put("content", "UGxhbg==")
                .put("contentType", "text/plain");
        files.addObject()
                .put("filename", "preise.pdf")
                .put("url", "https://files.shop.example/preise.pdf");
        return List.of(
                new Call("send-email", plain),
                new Call("send-email", rich),
                new Call("send-email", later),
                new Call("send-email", attached));
    }

    private static ObjectNode resend(String from, String subject, String... to) {
        ObjectNode mail = object("from", from, "subject", subject);
        mail.put("text", "Guten Tag,\n\nhier ist, was besprochen war.\n");
        return list(mail, "to", to);
    }

    private static ObjectNode list(ObjectNode mail, String name, String... values) {
        ArrayNode list = mail.putArray(name);
        for (String value : values) {
            list.add(value);
        }
        return mail;
    }

    private static ObjectNode object(String first, String a, String second, String b) {
        return Trees.JSON.createObjectNode().put(first, a).put(second, b);
    }
}
