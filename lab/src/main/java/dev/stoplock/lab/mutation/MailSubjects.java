package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mutation.Subject.Call;
import java.util.List;
import java.util.Map;

/** The servers under drill that mail through an API that the gate has an adapter for. */
final class MailSubjects {

    private static final String OFFICE = "office@lockstreet.example";

    private MailSubjects() {}

    static Subject postmark() {
        return new Subject(
                "postmark-mcp",
                "npm:postmark-mcp@1.0.15",
                Api.POSTMARK,
                Api.RESEND,
                OFFICE,
                Map.of("DEFAULT_SENDER_EMAIL", OFFICE, "DEFAULT_MESSAGE_STREAM", "outbound"),
                new Mailing(
                        Mailing.Form.TEXT,
                        Map.of(
                                "to", "To",
                                "cc", "Cc",
                                "bcc", "Bcc",
                                "reply-to", "ReplyTo",
                                "from", "From"),
                        "Subject",
                        "Attachments",
                        "Name",
                        "Content",
                        List.of("/email/batch", "/email/batchWithTemplates", "/email/bulk"),
                        Map.of(
                                "Tag", Expected.CONTENT,
                                "HtmlBody", Expected.CONTENT,
                                "TrackOpens", Expected.META,
                                "InlineCss", Expected.META,
                                "MessageStream", Expected.DESTINATION,
                                "TemplateAlias", Expected.DESTINATION,
                                "AccountId", Expected.DESTINATION,
                                "Webhook", Expected.DESTINATION)),
                Map.ofEntries(
                        Map.entry("subject", Place.Kind.CONTENT),
                        Map.entry("tag", Place.Kind.CONTENT),
                        Map.entry("htmlbody", Place.Kind.CONTENT),
                        Map.entry("textbody", Place.Kind.CONTENT),
                        Map.entry("metadata", Place.Kind.CONTENT),
                        Map.entry("templatemodel", Place.Kind.CONTENT),
                        Map.entry("attachments", Place.Kind.CONTENT),
                        Map.entry("attachments/path", Place.Kind.SELECTOR),
                        Map.entry("attachments/contenttype", Place.Kind.META),
                        Map.entry("attachments/contentid", Place.Kind.META),
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
                Granted.ALL,
                List.of(),
                null,
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

    static Subject resend() {
        return new Subject(
                "resend-mcp",
                "npm:resend-mcp@2.6.0",
                Api.RESEND,
                Api.POSTMARK,
                "",
                Map.of(),
                new Mailing(
                        Mailing.Form.LIST,
                        Map.of(
                                "to", "to",
                                "cc", "cc",
                                "bcc", "bcc",
                                "reply-to", "reply_to",
                                "from", "from"),
                        "subject",
                        "attachments",
                        "filename",
                        "content",
                        List.of("/emails/batch"),
                        Map.of(
                                "html", Expected.CONTENT,
                                "scheduled_at", Expected.CONTENT,
                                "topic_id", Expected.DESTINATION,
                                "template", Expected.DESTINATION,
                                "audience_id", Expected.DESTINATION,
                                "webhook", Expected.DESTINATION)),
                Map.of(
                        "subject", Place.Kind.CONTENT,
                        "text", Place.Kind.CONTENT,
                        "html", Place.Kind.CONTENT,
                        "tags", Place.Kind.CONTENT,
                        "scheduled_at", Place.Kind.CONTENT,
                        "attachments", Place.Kind.CONTENT,
                        "attachments/path", Place.Kind.SELECTOR,
                        "attachments/content_type", Place.Kind.META,
                        "attachments/content_id", Place.Kind.META),
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
                Granted.ALL,
                List.of(),
                new Reviewed(Map.of(), Map.of("send-email", resendSamples())),
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

    /** Attachments by content, by link and by a file that is there: of a made-up one nothing is. */
    private static List<ObjectNode> resendSamples() {
        List<ObjectNode> samples = new java.util.ArrayList<>();
        for (String each : List.of("eins", "zwei")) {
            ObjectNode mail =
                    resend(
                            "m" + each + "@muster.example",
                            "Muster " + each,
                            each + "@muster.example");
            ArrayNode files = mail.putArray("attachments");
            for (String kind : List.of("content", "url")) {
                files.addObject()
                        .put("filename", each + "-" + kind + ".txt")
                        .put("contentType", "text/x-" + each + "-" + kind)
                        .put("contentId", "id-" + each + "-" + kind);
            }
            ((ObjectNode) files.get(0))
                    .put("content", each.equals("eins") ? "RWlucw==" : "WndlaQ==");
            ((ObjectNode) files.get(1)).put("url", "https://muster.example/" + each + ".txt");
            samples.add(mail);
            // no two calls share an address: one that is shared was planted
            ObjectNode file =
                    resend(
                            "d" + each + "@muster.example",
                            "Datei " + each,
                            "datei" + each + "@muster.example");
            file.putArray("attachments")
                    .addObject()
                    .put("filename", each + "-file.txt")
                    .put("filePath", "/proc/sys/kernel/ostype");
            samples.add(file);
        }
        return samples;
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

    /** The fields of the v3 mail send API (github.com/twilio/sendgrid-oai, tsg_mail_v3). */
    static Subject sendgrid() {
        return new Subject(
                "sendgrid-mcp",
                "npm:sendgrid-mcp@1.0.4",
                Api.SENDGRID,
                Api.RESEND,
                "",
                Map.of("READ_ONLY", "false"),
                new Mailing(
                        Mailing.Form.OBJECTS,
                        Map.of(
                                "to", "personalizations/0/to",
                                "cc", "personalizations/0/cc",
                                "bcc", "personalizations/0/bcc",
                                "reply-to", "reply_to",
                                "from", "from"),
                        "subject",
                        "attachments",
                        "filename",
                        "content",
                        List.of(),
                        Map.of(
                                "send_at", Expected.META,
                                "categories", Expected.CONTENT,
                                "template_id", Expected.DESTINATION,
                                "ip_pool_name", Expected.DESTINATION,
                                "batch_id", Expected.DESTINATION,
                                "webhook", Expected.DESTINATION)),
                Map.ofEntries(
                        Map.entry("subject", Place.Kind.CONTENT),
                        Map.entry("content", Place.Kind.CONTENT),
                        Map.entry("content/type", Place.Kind.META),
                        Map.entry("personalizations/subject", Place.Kind.CONTENT),
                        Map.entry("personalizations/substitutions", Place.Kind.CONTENT),
                        Map.entry("personalizations/to/name", Place.Kind.CONTENT),
                        Map.entry("personalizations/cc/name", Place.Kind.CONTENT),
                        Map.entry("personalizations/bcc/name", Place.Kind.CONTENT),
                        Map.entry("from/name", Place.Kind.CONTENT),
                        Map.entry("reply_to/name", Place.Kind.CONTENT),
                        Map.entry("attachments", Place.Kind.CONTENT),
                        Map.entry("attachments/path", Place.Kind.SELECTOR),
                        Map.entry("categories", Place.Kind.CONTENT),
                        Map.entry("send_at", Place.Kind.META)),
                List.of(
                        "/v3/mail/batch",
                        "/v3/api_keys",
                        "/v3/marketing/contacts",
                        "/v3/marketing/singlesends",
                        "/v3/user/webhooks/event/settings",
                        "/v3/subusers",
                        "/v3/templates",
                        "/v3/user/email"),
                Granted.ALL,
                List.of(),
                Reviewed.NOTHING_TYPED,
                sendgridCalls());
    }

    private static List<Call> sendgridCalls() {
        ObjectNode plain =
                sendgrid("billing@shop.example", "Your invoice 4711", "anna.krause@client.example");
        ObjectNode rich =
                sendgrid(
                        "sales@shop.example",
                        "Prüfbericht für März",
                        "bert@partner.example",
                        "carla@partner.example");
        ObjectNode people = (ObjectNode) rich.at("/personalizations/0");
        people.putArray("cc").addObject().put("email", "dora@zulieferer.example");
        people.putArray("bcc").addObject().put("email", "archiv@lockstreet.example");
        ((ObjectNode) people.at("/to/1")).put("name", "Carla Diaz");
        ((ArrayNode) rich.get("content"))
                .addObject()
                .put("type", "text/html")
                .put("value", "<p>Liebe Partner,</p><p>anbei der Bericht.</p>");
        rich.putObject("reply_to").put("email", "antwort@lockstreet.example");
        ObjectNode third =
                sendgrid("support@shop.example", "Termin am Montag", "emil@client.example");
        ((ObjectNode) third.get("from")).put("name", "Support Team");
        ((ObjectNode) third.at("/personalizations/0")).put("subject", "Termin am Dienstag");
        return List.of(
                new Call("send_mail", plain),
                new Call("send_mail", rich),
                new Call("send_mail", third));
    }

    private static ObjectNode sendgrid(String from, String subject, String... to) {
        ObjectNode mail = Trees.JSON.createObjectNode();
        ArrayNode people = mail.putArray("personalizations").addObject().putArray("to");
        for (String each : to) {
            people.addObject().put("email", each);
        }
        mail.putObject("from").put("email", from);
        mail.put("subject", subject);
        mail.putArray("content")
                .addObject()
                .put("type", "text/plain")
                .put("value", "Guten Tag,\n\nhier ist, was besprochen war.\n");
        return mail;
    }
}
