package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that mails by SMTP and reads by IMAP, through the gate, to real mail servers. */
class MailServersTest {

    private static MailHost host;
    private static McpClient client;

    @BeforeAll
    static void open() throws Exception {
        host = new MailHost(Rig.bare());
        host.lock("mailer");
        client = host.rig.run("mailer");
    }

    @AfterAll
    static void close() throws Exception {
        host.close();
    }

    private static String python(String script) {
        ArrayNode does = Rig.JSON.createArrayNode();
        does.addObject().put("op", "python").put("script", script);
        return does.toString();
    }

    /** One mail by Python's smtplib, over TLS from the start; {@code more} may change it. */
    private static String smtplib(String more) {
        return python(
                """
                import json, os, smtplib, ssl
                from email.message import EmailMessage
                asked = json.loads(os.environ['ASKED'])
                mail = EmailMessage()
                mail['From'] = os.environ['MAIL_FROM']
                mail['To'] = asked['to']
                mail['Subject'] = asked['subject']
                mail.set_content(asked['text'] + '\\n.\\n..two\\n')
                password = os.environ['MAIL_PASSWORD']
                to = [asked['to']]
                %s
                with smtplib.SMTP_SSL('smtp.example.test', 465, context=ssl.create_default_context()) as s:
                    try:
                        s.login(os.environ['MAIL_USER'], password)
                        print('refused', s.send_message(mail, to_addrs=to))
                    except smtplib.SMTPException as e:
                        print('failed', e)
                """
                        .formatted(more));
    }

    private static String said(Rig.Led led) {
        return led.text() + led.answer();
    }

    private static JsonNode judged(Rig.Led led, String operation) {
        return led.judged().stream()
                .filter(each -> each.path("operation").asText().equals(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError(led.toString()));
    }

    @Test
    void aMailThatWasAskedForArrivesAsItWasWrittenWithTheRealPassword() throws Exception {
        int before = host.inbox(MailHost.CUSTOMER);
        Rig.Led led = host.rig.call(client, MailHost.asking(smtplib("")));
        assertThat(said(led)).contains("refused {}");
        assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(before + 1);
        assertThat(host.mailbox(MailHost.CUSTOMER).getLast())
                .contains("Subject: Your invoice")
                .endsWith("\r\n\r\nPlease find it attached.\r\n.\r\n..two");
        assertThat(judged(led, "SMTP login").path("verdict").asText()).isEqualTo("allow");
        JsonNode mail = judged(led, "SMTP mail");
        assertThat(mail.path("verdict").asText()).isEqualTo("allow");
        assertThat(mail.path("recipients").toString()).isEqualTo("[\"customer@client.test\"]");
        assertThat(mail.path("mails").asInt()).isEqualTo(1);
        assertThat(led.records().toString())
                .contains("\"secret\":\"MAIL_PASSWORD\"", "\"outcome\":\"answered\"")
                .doesNotContain(host.password);
    }

    private static String talk(String name, int port, String... lines) {
        ObjectNode talk = Rig.JSON.createObjectNode().put("op", "talk").put("host", name);
        talk.put("port", port).put("tls", true);
        for (String line : lines) {
            talk.withArray("lines").add(line + "\r\n");
        }
        return "{\"op\":\"keep\",\"does\":" + talk + "}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** The upstream gets the password in each way it can be logged in with; the server has none. */
    @Test
    void noCodingOfThePasswordIsInTheServerOrInWhatItSaysAndHears() throws Exception {
        String plain = base64("\0" + MailHost.BILLING + "\0" + host.password);
        Map<String, String> forms = NoSecretTest.forms(host.password);
        int smtp = host.smtps.received().length();
        int imap = host.imaps.received().length();
        McpClient fresh = host.rig.join("mailer");
        for (String does :
                List.of(
                        "{\"op\":\"environment\"}",
                        talk(MailHost.SMTP, 465, "EHLO x", "AUTH PLAIN @PLAIN@", "QUIT"),
                        talk(MailHost.SMTP, 465, "EHLO x", "AUTH PLAIN", "@PLAIN@", "QUIT"),
                        talk(
                                MailHost.SMTP,
                                465,
                                "EHLO x",
                                "AUTH LOGIN",
                                base64(MailHost.BILLING),
                                "@LOGIN@",
                                "QUIT"),
                        talk(
                                MailHost.IMAP,
                                993,
                                "a1 LOGIN " + MailHost.BILLING + " @MAIL@",
                                "a2 LOGOUT"))) {
            Rig.Led led = host.rig.call(fresh, MailHost.asking("[" + does + "]"));
            assertThat(led.text()).as("%s", led).containsAnyOf("MAIL_PASSWORD=", "235 ", "a1 OK");
            NoSecretTest.assertClean(forms, led.answer().toString(), "what the server had");
            NoSecretTest.assertClean(forms, led.records().toString(), "the ledger");
        }
        // whichever way the server logged in, the gate did by PLAIN, and with the real one
        assertThat(host.smtps.received().substring(smtp).split("AUTH PLAIN " + plain + "\r\n", -1))
                .hasSize(3 + 1);
        assertThat(host.imaps.received().substring(imap)).contains(host.password);
        CompletableFuture<JsonNode> held =
                fresh.startTool("do", MailHost.asking("[{\"op\":\"hold\"}]"));
        fresh.other("holding");
        NoSecretTest.assertServerHoldsNone(host.rig, forms);
        fresh.tool("do", MailHost.asking("[{\"op\":\"release\"}]"));
        held.get(30, TimeUnit.SECONDS);
        NoSecretTest.assertFiles(host.rig, forms);
    }

    @Test
    void aRecipientThatStandsInTheEnvelopeOnlyIsDeniedAndGetsNothing() throws Exception {
        int before = host.inbox(MailHost.CUSTOMER);
        Rig.Led led =
                host.rig.call(
                        client, MailHost.asking(smtplib("to.append('" + MailHost.STRANGER + "')")));
        assertThat(said(led)).contains("contract.recipient", MailHost.STRANGER + " (Bcc)");
        assertThat(host.inbox(MailHost.STRANGER)).isZero();
        assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(before);
        assertThat(judged(led, "SMTP mail").path("verdict").asText()).isEqualTo("deny");
        assertThat(led.answer().at("/result/isError").asBoolean()).isTrue();
    }

    @Test
    @Tag("full")
    void aHeaderThatNamesSomebodyElseIsDenied() throws Exception {
        for (String more :
                new String[] {
                    "mail['Reply-To'] = 'x@collector.test'",
                    "mail['Cc'] = 'x@collector.test'",
                    "mail.replace_header('From', 'x@collector.test')",
                    "mail['Disposition-Notification-To'] = 'x@collector.test'",
                    "mail['List-Unsubscribe'] = '<https://collector.test/?x>'"
                }) {
            Rig.Led led = host.rig.call(client, MailHost.asking(smtplib(more)));
            assertThat(said(led)).as(more).contains("contract.", "collector.test");
        }
    }

    @Test
    @Tag("full")
    void aPasswordThatIsNotTheBrokersIsRefused() throws Exception {
        Rig.Led led =
                host.rig.call(client, MailHost.asking(smtplib("password = 'of-somebody-else'")));
        assertThat(said(led)).contains("credential.foreign");
        assertThat(judged(led, "SMTP login").path("verdict").asText()).isEqualTo("deny");
        assertThat(led.records().toString()).doesNotContain("of-somebody-else");
    }

    @Test
    @Tag("full")
    void noLoginGoesOverAConnectionThatIsNotEncrypted() throws Exception {
        ArrayNode does = Rig.JSON.createArrayNode();
        ObjectNode talk =
                does.addObject().put("op", "talk").put("host", MailHost.SMTP).put("port", 2525);
        talk.putArray("lines")
                .add("EHLO x\r\n")
                .add("AUTH PLAIN AGJpbGxpbmdAc2hvcC50ZXN0AHg=\r\n")
                .add("QUIT\r\n");
        Rig.Led led = host.rig.call(client, MailHost.asking(does.toString()));
        assertThat(said(led)).contains("credential.no-login");
    }

    @Test
    @Tag("full")
    void aServerThatAsksForStartTlsIsSpokenToBehindIt() throws Exception {
        Rig.Led led =
                host.rig.call(
                        client,
                        MailHost.asking(
                                python(
                                        """
                                        import json, os, smtplib, ssl
                                        asked = json.loads(os.environ['ASKED'])
                                        with smtplib.SMTP('smtp.example.test', 587) as s:
                                            s.starttls(context=ssl.create_default_context())
                                            text = 'From: %s\\r\\nTo: %s\\r\\nSubject: x\\r\\n\\r\\nby starttls\\r\\n'
                                            mail = text % (os.environ['MAIL_FROM'], asked['to'])
                                            print('refused', s.sendmail(os.environ['MAIL_FROM'], asked['to'], mail))
                                        """)));
        assertThat(said(led)).contains("refused {}");
        assertThat(host.submitted.getLast())
                .startsWith("billing@shop.test -> customer@client.test\n")
                .endsWith("\r\n\r\nby starttls\r\n");
    }

    @Test
    @Tag("full")
    void aSmuggledSecondMailEndsTheConnectionAndNothingArrives() throws Exception {
        ArrayNode does = Rig.JSON.createArrayNode();
        ObjectNode talk =
                does.addObject().put("op", "talk").put("host", MailHost.SMTP).put("port", 465);
        talk.put("tls", true);
        talk.putArray("lines")
                .add("EHLO x\r\n")
                .add("MAIL FROM:<billing@shop.test>\r\n")
                .add("RCPT TO:<customer@client.test>\r\n")
                .add("DATA\r\n")
                .add(
                        "Subject: x\r\n\r\nx\n.\nMAIL FROM:<billing@shop.test>\r\n"
                                + "RCPT TO:<stranger@collector.test>\r\nDATA\r\nx\r\n.\r\n");
        int before = host.inbox(MailHost.CUSTOMER);
        Rig.Led led = host.rig.call(client, MailHost.asking(does.toString()));
        assertThat(said(led)).contains("wire.smtp-line", "Nothing of this call has left");
        assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(before);
        assertThat(host.inbox(MailHost.STRANGER)).isZero();
    }

    @Test
    void aMailboxIsReadAndNoMailInItIsMarkedAsSeen() throws Exception {
        com.icegreen.greenmail.util.GreenMailUtil.sendTextEmail(
                MailHost.BILLING,
                "someone@client.test",
                "A question",
                "What do I owe?",
                host.green.getSmtp().getServerSetup());
        Rig.Led led =
                host.rig.call(
                        client,
                        MailHost.asking(
                                python(
                                        """
                                        import imaplib, os, ssl
                                        m = imaplib.IMAP4_SSL('imap.example.test', 993, ssl_context=ssl.create_default_context())
                                        print(m.login(os.environ['MAIL_USER'], os.environ['MAIL_PASSWORD']))
                                        print(m.select('INBOX'))
                                        print(m.search(None, 'SUBJECT', '"question"'))
                                        print(m.fetch('1', '(RFC822)'))
                                        print(m.fetch('1', '(FLAGS)'))
                                        print(m.logout())
                                        """)));
        String said = said(led);
        assertThat(said).contains("What do I owe?");
        assertThat(judged(led, "IMAP login").path("verdict").asText()).isEqualTo("allow");
        assertThat(judged(led, "IMAP EXAMINE").path("verdict").asText()).isEqualTo("allow");
        assertThat(judged(led, "IMAP FETCH").path("verdict").asText()).isEqualTo("allow");
        assertThat(
                        host.green
                                .getManagers()
                                .getImapHostManager()
                                .getInbox(
                                        host.green
                                                .getUserManager()
                                                .getUserByEmail(MailHost.BILLING))
                                .getMessages()
                                .getLast()
                                .getFlags()
                                .contains(jakarta.mail.Flags.Flag.SEEN))
                .isFalse();
        assertThat(led.records().toString()).doesNotContain(host.password);
    }

    @Test
    @Tag("full")
    void aMailThatComesWhileAMailboxIsWatchedIsToldAndOnRecord() throws Exception {
        int before = host.imaps.received().length();
        CompletableFuture<JsonNode> watching =
                client.startTool(
                        "do",
                        MailHost.asking(
                                python(
                                        """
                                        import os, socket, ssl
                                        s = ssl.create_default_context().wrap_socket(socket.create_connection(('imap.example.test', 993)), server_hostname='imap.example.test')
                                        f = s.makefile('rwb')
                                        def say(line):
                                            f.write(line.encode() + b'\\r\\n'); f.flush()
                                        def until(what):
                                            heard = ''
                                            while True:
                                                line = f.readline().decode()
                                                heard += line
                                                print(line.strip())
                                                if not line or what in line:
                                                    return heard
                                        f.readline()
                                        say('a LOGIN ' + os.environ['MAIL_USER'] + ' ' + os.environ['MAIL_PASSWORD']); until('a OK')
                                        say('b SELECT INBOX'); until('b OK')
                                        say('c IDLE')
                                        'EXISTS' in until('+ ') or until('EXISTS')
                                        say('DONE'); until('c OK')
                                        say('d NOOP'); until('d OK')
                                        """)));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!host.imaps.received().substring(before).contains("IDLE")
                && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        int records = host.rig.records().size();
        com.icegreen.greenmail.util.GreenMailUtil.sendTextEmail(
                MailHost.BILLING,
                "someone@client.test",
                "News",
                "Are there any?",
                host.green.getSmtp().getServerSetup());
        String said = watching.get(60, TimeUnit.SECONDS).at("/result/content/0/text").asText();
        assertThat(said).contains("+ idling", " EXISTS", "c OK", "d OK");
        assertThat(host.rig.recordsFrom(records))
                .filteredOn(each -> each.path("operation").asText().equals("IMAP DONE"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("verdict").asText()).isEqualTo("allow"));
        Rig.Led other =
                host.rig.call(
                        client,
                        MailHost.asking(
                                "["
                                        + talk(
                                                MailHost.IMAP,
                                                993,
                                                "a1 LOGIN " + MailHost.BILLING + " @MAIL@",
                                                "a2 SELECT INBOX",
                                                "a3 IDLE",
                                                "a4 SELECT Board")
                                        + "]"));
        assertThat(other.text()).contains("wire.imap-line");
        assertThat(host.imaps.received()).doesNotContain("Board");
    }

    @Test
    @Tag("full")
    void aMailboxIsNotChanged() throws Exception {
        Rig.Led led =
                host.rig.call(
                        client,
                        MailHost.asking(
                                python(
                                        """
                                        import imaplib, os, ssl
                                        m = imaplib.IMAP4_SSL('imap.example.test', 993, ssl_context=ssl.create_default_context())
                                        m.login(os.environ['MAIL_USER'], os.environ['MAIL_PASSWORD'])
                                        m.select('INBOX')
                                        for change in (lambda: m.store('1', '+FLAGS', '\\\\Seen'),
                                                       lambda: m.copy('1', 'Trash'), lambda: m.create('x'), m.expunge,
                                                       lambda: m.append('INBOX', None, None, b'x')):
                                            try:
                                                print(change())
                                            except imaplib.IMAP4.error as e:
                                                print('error', e)
                                        """)));
        assertThat(said(led))
                .contains("STORE", "COPY", "CREATE", "EXPUNGE", "APPEND", "wire.imap-command");
    }

    @Test
    @Tag("full")
    void aMailboxThatTheCallDidNotNameIsNotOpened() throws Exception {
        Rig.Led led =
                host.rig.call(
                        client,
                        MailHost.asking(
                                python(
                                        """
                                        import imaplib, os, ssl
                                        m = imaplib.IMAP4_SSL('imap.example.test', 993, ssl_context=ssl.create_default_context())
                                        m.login(os.environ['MAIL_USER'], os.environ['MAIL_PASSWORD'])
                                        print(m.select('Board'))
                                        """)));
        assertThat(said(led)).contains("contract.destination", "Board");
    }
}
