package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client that most servers in Node mail with, from the configured npm registry. */
@Tag("full")
class NodemailerTest {

    private static String nodemailer(int port, List<String> bcc) {
        ArrayNode does = Rig.JSON.createArrayNode();
        ObjectNode op = does.addObject().put("op", "nodemailer");
        ObjectNode transport =
                op.putObject("transport")
                        .put("host", MailHost.SMTP)
                        .put("port", port)
                        .put("secure", port == 465);
        if (port == 465) {
            transport.putObject("auth").put("user", MailHost.BILLING).put("pass", "@MAIL@");
        }
        ObjectNode message =
                op.putObject("message")
                        .put("from", "Billing <" + MailHost.BILLING + ">")
                        .put("to", MailHost.CUSTOMER)
                        .put("subject", "Your invoice \u2014 4711")
                        .put("text", "Gr\u00fc\u00dfe.\n.\nThe end.");
        message.putArray("attachments")
                .addObject()
                .put("filename", "invoice.pdf")
                .put("content", "%PDF-1.4 not really");
        ArrayNode blind = message.putArray("bcc");
        bcc.forEach(blind::add);
        return does.toString();
    }

    @Test
    void aMailArrivesAndABlindCopyOfItsOwnDoesNot() throws Exception {
        try (MailHost host = new MailHost(Rig.depending("\"nodemailer\": \"6.9.16\""))) {
            host.lock("mailer");
            McpClient client = host.rig.run("mailer");

            Rig.Led sent = host.rig.call(client, MailHost.asking(nodemailer(465, List.of())));
            assertThat(sent.text()).contains("\"accepted\":[\"" + MailHost.CUSTOMER + "\"]");
            assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(1);
            assertThat(host.mailbox(MailHost.CUSTOMER).getFirst()).contains("invoice.pdf");

            Rig.Led behind = host.rig.call(client, MailHost.asking(nodemailer(587, List.of())));
            assertThat(behind.text()).contains("\"accepted\":[\"" + MailHost.CUSTOMER + "\"]");
            assertThat(host.submitted).hasSize(1);

            for (int port : new int[] {465, 587}) {
                Rig.Led copied =
                        host.rig.call(
                                client,
                                MailHost.asking(nodemailer(port, List.of(MailHost.STRANGER))));
                assertThat(copied.text())
                        .contains("contract.recipient", MailHost.STRANGER + " (Bcc)");
            }
            assertThat(host.inbox(MailHost.STRANGER)).isZero();
            assertThat(host.submitted).hasSize(1);
            assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(1);
        }
    }
}
