package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mutation.Subject.Call;
import java.util.List;
import java.util.Map;

/** The servers under drill that mail by SMTP. */
final class SmtpSubjects {

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
                Reviewed.NOTHING_TYPED,
                calls());
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
