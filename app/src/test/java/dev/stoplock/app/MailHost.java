package dev.stoplock.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.TooMuchDataException;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.helper.SimpleMessageListenerAdapter;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A rig whose server may mail and read: GreenMail behind TLS on 465 and 993, and a server that asks
 * for STARTTLS on 587; on 2525 GreenMail in plain.
 */
final class MailHost implements AutoCloseable {

    static final String SMTP = "smtp.example.test";
    static final String IMAP = "imap.example.test";
    static final String STRANGER = "stranger@collector.test";
    static final String CUSTOMER = "customer@client.test";
    static final String BILLING = "billing@shop.test";

    final Rig rig;
    final String password = Rig.fresh("mpw-");
    final GreenMail green;
    final List<String> submitted = new CopyOnWriteArrayList<>();
    private final SMTPServer starttls;
    final TlsRelay smtps;
    final TlsRelay imaps;

    MailHost(Rig rig) throws Exception {
        this.rig = rig;
        green =
                new GreenMail(
                        new ServerSetup[] {
                            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
                        });
        green.start();
        green.setUser(BILLING, BILLING, password);
        green.setUser(CUSTOMER, CUSTOMER, "x");
        green.setUser(STRANGER, STRANGER, "x");
        smtps = new TlsRelay(rig.certificates.server(SMTP), green.getSmtp().getPort());
        imaps = new TlsRelay(rig.certificates.server(IMAP), green.getImap().getPort());
        SimpleMessageListener listener =
                new SimpleMessageListener() {
                    @Override
                    public boolean accept(String from, String recipient) {
                        return true;
                    }

                    @Override
                    public void deliver(String from, String recipient, InputStream data)
                            throws TooMuchDataException, java.io.IOException {
                        submitted.add(
                                from
                                        + " -> "
                                        + recipient
                                        + "\n"
                                        + new String(
                                                data.readAllBytes(), StandardCharsets.ISO_8859_1));
                    }
                };
        starttls =
                SMTPServer.port(0)
                        .bindAddress(java.net.InetAddress.getLoopbackAddress())
                        .requireTLS()
                        .startTlsSocketFactory(rig.certificates.server(SMTP))
                        .messageHandlerFactory(new SimpleMessageListenerAdapter(listener))
                        .build();
        starttls.start();
        Map<String, Integer> dial = new TreeMap<>();
        dial.put(SMTP + ":465", smtps.port());
        dial.put(SMTP + ":587", starttls.getPortAllocated());
        dial.put(SMTP + ":2525", green.getSmtp().getPort());
        dial.put(IMAP + ":993", imaps.port());
        rig.config(rig.folder.resolve("lab-ca.pem"), dial, "");
        rig.secret("MAIL_PASSWORD", password);
    }

    /** Locks the hostile server with leave to mail and to read. */
    void lock(String name) throws Exception {
        Rig.Ran added =
                rig.cli(
                        "add",
                        "npm:postmark-mcp@1.0.15",
                        "--name",
                        name,
                        "--lock",
                        rig.lockfile().toString(),
                        "--network",
                        SMTP + ":465",
                        "--network",
                        SMTP + ":587",
                        "--network",
                        SMTP + ":2525",
                        "--network",
                        IMAP + ":993",
                        "--env",
                        "MAIL_USER=" + BILLING,
                        "--env",
                        "MAIL_FROM=" + BILLING,
                        "--secret",
                        "MAIL_PASSWORD@" + SMTP + ":465",
                        "--secret",
                        "MAIL_PASSWORD@" + IMAP + ":993");
        if (added.exit() != 0) {
            throw new AssertionError("add failed: " + added);
        }
    }

    /** Arguments that ask for one mail to the customer. */
    static ObjectNode asking(String does) {
        return Rig.JSON
                .createObjectNode()
                .put("to", CUSTOMER)
                .put("subject", "Your invoice")
                .put("text", "Please find it attached.")
                .put("does", does);
    }

    /** What lies in this mailbox, whole and as it came. */
    List<String> mailbox(String address) throws Exception {
        List<String> found = new ArrayList<>();
        for (MimeMessage message : green.getReceivedMessages()) {
            for (var each : message.getAllRecipients()) {
                if (each.toString().contains(address)) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    message.writeTo(out);
                    found.add(out.toString(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return found;
    }

    /** How many mails lie in the inbox of this user, whatever their headers say. */
    int inbox(String address) throws Exception {
        return green.getUserManager().hasUser(address)
                ? green.getManagers()
                        .getImapHostManager()
                        .getInbox(green.getUserManager().getUserByEmail(address))
                        .getMessageCount()
                : 0;
    }

    @Override
    public void close() throws Exception {
        rig.close();
        smtps.close();
        imaps.close();
        starttls.stop();
        green.stop();
    }
}
