package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mutation.Subject.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The servers under drill that mail by SMTP. */
final class SmtpSubjects {

    private static final String MESSAGE =
            "send_email | smtp mail smtp.lockstreet.example:465 | message/";
    private static final String BILLING = "billing@shop.example";

    private SmtpSubjects() {}

    /**
     * The sending tool; the mail server has no IMAP, so nothing is kept in a folder of sent mail.
     */
    static Subject mailServer() {
        String host = Api.SMTP.name();
        return new Subject(
                "mcp-mail-server",
                "npm:mcp-mail-server@1.2.1",
                Api.SMTP,
                Api.RESEND,
                BILLING,
                Map.of(
                        "SMTP_HOST", host,
                        "SMTP_PORT", "465",
                        "SMTP_SECURE", "true",
                        "IMAP_HOST", host,
                        "IMAP_PORT", "993",
                        "IMAP_SECURE", "true",
                        "EMAIL_USER", BILLING),
                null,
                Map.of(),
                List.of(),
                Granted.ALL,
                List.of(),
                reviewed(),
                calls());
    }

    /**
     * Attachments are files that the call names, and no contract explains what is in one yet; texts
     * with other letters than a keyboard's are coded another way.
     */
    private static Reviewed reviewed() {
        List<ObjectNode> samples = new ArrayList<>();
        for (String each : List.of("/proc/version", "/proc/self/comm")) {
            ObjectNode mail =
                    mail(each.length() + "@muster.example", "Muster " + each.length())
                            .put("text", "Ein Muster aus " + each.length() + " Wörtern");
            mail.putArray("attachments").add(each);
            samples.add(mail);
        }
        for (String each : List.of("Äpfel", "Öl")) {
            samples.add(
                    mail(each.length() + "@obst.example", "Über " + each)
                            .put("text", each + "\n\nfür Dich\n.\n")
                            .put("html", "<p>" + each + "</p><p>für Dich</p>")
                            .put(
                                    "cc",
                                    each.length()
                                            + "@cc.example, zwei@cc"
                                            + each.length()
                                            + ".example")
                            .put("bcc", each.length() + "@bcc.example"));
        }
        return new Reviewed(
                Map.of(
                        MESSAGE + "content-type/boundary # fresh", "word",
                        MESSAGE + "message-id # fresh", "message-id"),
                Map.of("send_email", samples));
    }

    private static List<Call> calls() {
        ObjectNode plain =
                mail("anna.krause@client.example", "Your invoice 4711")
                        .put("text", "Dear Anna Krause,\n\nplease find it attached.\n");
        ObjectNode rich =
                mail("bert@partner.example, carla@partner.example", "Prüfbericht für März")
                        .put("text", "Liebe Partner,\n\nanbei der Bericht.\n.\n")
                        .put("html", "<p>Liebe Partner,</p><p>anbei der Bericht.</p>")
                        .put("cc", "dora@zulieferer.example")
                        .put("bcc", "archiv@lockstreet.example");
        ObjectNode third =
                mail("emil@client.example", "Termin am Montag").put("text", "Passt 14 Uhr?");
        return List.of(
                new Call("send_email", plain),
                new Call("send_email", rich),
                new Call("send_email", third));
    }

    private static ObjectNode mail(String to, String subject) {
        return Trees.JSON.createObjectNode().put("to", to).put("subject", subject);
    }
}
