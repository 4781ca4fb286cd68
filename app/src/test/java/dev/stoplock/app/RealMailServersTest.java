package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.util.GreenMailUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A mail server's client nobody here wrote: {@code mcp-mail-server@1.2.1} from the configured npm
 * registry, locked and run as any user would, reads by IMAP and mails by SMTP at a mail server
 * nobody here wrote either. Its tools are called as an agent calls them.
 */
@Tag("full")
class RealMailServersTest {

    private static final String SERVER = "mcp-mail-server";
    private static final String QUESTION = "What do I owe you?";
    private static final String COLLEAGUE = "Colleague@client.test";
    private static final long KEEPALIVE_SECONDS = 30;

    private static MailHost host;
    private static McpClient client;
    private static Path shared;

    @BeforeAll
    static void open() throws Exception {
        host = new MailHost(Rig.bare());
        host.green.setUser(COLLEAGUE, COLLEAGUE, "x");
        Rig rig = host.rig;
        rig.useConfiguredRegistry();
        shared = Files.createTempDirectory(Path.of("/var/tmp"), "stoplock-it");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path invoice = Files.writeString(shared.resolve("invoice.txt"), "4711: 12.50");
        Files.setPosixFilePermissions(invoice, PosixFilePermissions.fromString("rw-r--r--"));
        Rig.Ran added =
                rig.cli(
                        "add",
                        "npm:mcp-mail-server@1.2.1",
                        "--lock",
                        rig.lockfile().toString(),
                        "--network",
                        MailHost.SMTP + ":465",
                        "--network",
                        MailHost.IMAP + ":993",
                        "--file",
                        invoice.toString(),
                        "--env",
                        "IMAP_HOST=" + MailHost.IMAP,
                        "--env",
                        "IMAP_PORT=993",
                        "--env",
                        "IMAP_SECURE=true",
                        "--env",
                        "SMTP_HOST=" + MailHost.SMTP,
                        "--env",
                        "SMTP_PORT=465",
                        "--env",
                        "SMTP_SECURE=true",
                        "--env",
                        "EMAIL_USER=" + MailHost.BILLING,
                        "--secret",
                        "EMAIL_PASS@" + MailHost.SMTP + ":465",
                        "--secret",
                        "EMAIL_PASS@" + MailHost.IMAP + ":993");
        assertThat(added.exit()).as("%s", added).isZero();
        rig.secret("EMAIL_PASS", host.password);
        GreenMailUtil.sendTextEmail(
                MailHost.BILLING,
                MailHost.CUSTOMER,
                QUESTION,
                "Nothing else.",
                host.green.getSmtp().getServerSetup());
        client = rig.run(SERVER, "--agent", "bookkeeper");
    }

    @AfterAll
    static void close() throws Exception {
        host.close();
        Files.delete(shared.resolve("invoice.txt"));
        Files.delete(shared);
    }

    /** One call, and what it led to. */
    private static Rig.Led call(McpClient by, String tool, String arguments) throws Exception {
        int before = host.rig.records().size();
        JsonNode answer = by.tool(tool, (ObjectNode) Rig.JSON.readTree(arguments));
        return new Rig.Led(answer, host.rig.recordsFrom(before), 0);
    }

    /** What the server said, where nothing of it was denied. */
    private static String done(String tool, String arguments) throws Exception {
        return allowed(call(client, tool, arguments)).text();
    }

    private static Rig.Led allowed(Rig.Led led) {
        assertThat(led.judged())
                .allSatisfy(
                        record -> assertThat(record.path("verdict").asText()).isEqualTo("allow"));
        assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led.text()).isFalse();
        return led;
    }

    private static List<String> operations(Rig.Led led) {
        return led.judged().stream().map(each -> each.path("operation").asText()).toList();
    }

    private static MailFolder inbox() throws Exception {
        return host.green
                .getManagers()
                .getImapHostManager()
                .getInbox(host.green.getUserManager().getUserByEmail(MailHost.BILLING));
    }

    @Test
    void itLogsInWithAPasswordThatItNeverHolds() throws Exception {
        JsonNode tools =
                client.request("tools/list", Rig.JSON.createObjectNode()).at("/result/tools");
        assertThat(tools).hasSize(24);
        assertThat(done("connect_all", "{}"))
                .contains("IMAP: ", "onnected", "SMTP: ")
                .doesNotContain("failed");
        assertThat(done("get_connection_status", "{}"))
                .contains("\"connected\": true", MailHost.BILLING);
        List<ProcessHandle> servers =
                ProcessHandle.allProcesses()
                        .filter(each -> each.info().command().orElse("").endsWith("node"))
                        .filter(each ->
                                each.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains("mcp-mail-server/dist/index.js"))
                        .toList();
        assertThat(servers).isNotEmpty();
        for (ProcessHandle server : servers) {
            assertThat(Path.of("/proc/" + server.pid() + "/environ"))
                    .content(ISO_8859_1)
                    .contains("EMAIL_PASS=")
                    .doesNotContain(host.password);
        }
        assertThat(host.rig.cli("log", "--json").out()).doesNotContain(host.password);
    }

    @Test
    void itListsAndReadsAndSearchesAndNothingOfItIsDenied() throws Exception {
        assertThat(done("list_mailboxes", "{}")).contains("INBOX");
        assertThat(done("open_mailbox", "{\"openSent\":false}"))
                .contains("\"currentlyOpen\": \"INBOX\"");
        assertThat(done("get_message_count", "{}")).startsWith("Total messages: ");
        String from = "\"from\": \"" + MailHost.CUSTOMER + "\"";
        for (String[] call :
                new String[][] {
                    {"get_unseen_messages", "{}"},
                    {"get_recent_messages", "{\"limit\":3}"},
                    {"search_by_sender", "{\"sender\":\"customer@client.test\"}"},
                    {"search_by_subject", "{\"subject\":\"owe you\"}"},
                    {"search_by_recipient", "{\"recipient\":\"billing@shop.test\"}"},
                    {"search_since_date", "{\"date\":\"2026-01-02\"}"},
                    {"search_unread_from_sender", "{\"sender\":\"customer@client.test\"}"},
                    {"search_unreplied_from_sender", "{\"sender\":\"customer@client.test\"}"},
                    {"search_by_body", "{\"text\":\"Nothing else\"}"},
                    {"search_all_messages", "{\"startDate\":\"2026-01-02\",\"limit\":5}"},
                    {"get_message", "{\"uid\":1}"},
                    {"get_messages", "{\"uids\":[1],\"markSeen\":true}"},
                    {"get_attachments", "{\"uid\":1}"}
                }) {
            assertThat(done(call[0], call[1])).as(call[0]).contains(from, QUESTION);
        }
        // the letters go as a literal in UTF-8
        assertThat(done("search_by_subject", "{\"subject\":\"Gr\u00fc\u00dfe\"}"))
                .contains("No messages found");
        // GreenMail knows no keywords, and says so
        assertThat(done("search_with_keyword", "{\"keyword\":\"work\"}")).contains("not supported");
        assertThat(done("save_attachment", "{\"uid\":1,\"savePath\":\"/tmp/saved\"}"))
                .contains("no attachments");
        assertThat(inbox().getMessages())
                .as("nothing was marked as seen, whatever it asked")
                .noneMatch(each -> each.getFlags().contains(jakarta.mail.Flags.Flag.SEEN));
    }

    @Test
    void namesOfFoldersThatItTriesInTurnAndThatAreNotThereLeaveNothingAndHarmNothing()
            throws Exception {
        McpClient fresh = host.rig.run(SERVER);
        Rig.Led led = allowed(call(fresh, "open_mailbox", "{}"));
        assertThat(led.text()).contains("Could not find any sent mailbox");
        assertThat(operations(led))
                .as("INBOX as it connects and as it was asked to")
                .contains("IMAP LIST")
                .filteredOn("IMAP EXAMINE"::equals)
                .hasSize(2);
        assertThat(led.records().toString()).doesNotContain("Sent Items");
    }

    @Test
    void itMailsWhomItWasToldToInTheRoleOfEach() throws Exception {
        int customer = host.inbox(MailHost.CUSTOMER);
        String mail =
                """
                {"to": "customer@client.test, colleague <Colleague@CLIENT.test>", "subject": "Your invoice \u2014 4711",
                 "text": "Gr\u00fc\u00dfe.\\n.\\nThe end.", "html": "<p>Gr\u00fc\u00dfe</p>", "attachments": ["%s"]}
                """
                        .formatted(shared.resolve("invoice.txt"));
        Rig.Led led = allowed(call(client, "send_email", mail));
        assertThat(led.text()).contains("\"response\": \"250", "could not save to sent folder");
        assertThat(operations(led)).contains("SMTP mail");
        assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(customer + 1);
        assertThat(host.inbox(COLLEAGUE)).isEqualTo(1);
        assertThat(host.mailbox(MailHost.CUSTOMER).getLast())
                .contains("invoice.txt", "NDcxMTogMTIuNTA=", "From: " + MailHost.BILLING);

        allowed(
                call(
                        client,
                        "send_email",
                        "{\"to\":\"customer@client.test\",\"bcc\":\"stranger@collector.test\",\"subject\":\"x\",\"text\":\"asked for\"}"));
        assertThat(host.inbox(MailHost.STRANGER)).as("a blind copy that was asked for").isOne();
    }

    @Test
    void aReplyGoesToNobodyWhomTheCallDidNotName() throws Exception {
        int before = host.inbox(MailHost.CUSTOMER);
        Rig.Led led =
                call(
                        client,
                        "reply_to_email",
                        "{\"originalUid\":1,\"text\":\"12.50 in all.\",\"replyToAll\":true}");
        assertThat(led.answer().at("/result/isError").asBoolean()).isTrue();
        assertThat(led.text())
                .contains(
                        "contract.recipient: server added recipient "
                                + MailHost.CUSTOMER
                                + " (To), which the call did not name")
                .doesNotContain("SMTP mail");
        assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(before);
    }

    @Test
    void aMailIsNotDeletedAndTheRefusalSaysByWhichCommand() throws Exception {
        int before = inbox().getMessageCount();
        Rig.Led led = call(client, "delete_message", "{\"uid\":1}");
        assertThat(led.text())
                .contains("wire.imap-command: an IMAP command is none that reads: UID STORE");
        assertThat(inbox().getMessageCount()).isEqualTo(before);
        assertThat(inbox().getMessages())
                .noneMatch(each -> each.getFlags().contains(jakarta.mail.Flags.Flag.DELETED));
    }

    /** Its client watches the open mailbox, or asks every ten seconds where it may not. */
    @Test
    void theConnectionIsKeptBeyondACall() throws Exception {
        int before = host.rig.records().size();
        done("get_message_count", "{}");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(KEEPALIVE_SECONDS);
        List<JsonNode> kept = new ArrayList<>();
        while (kept.isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            for (JsonNode record : host.rig.recordsFrom(before)) {
                if (record.path("operation").asText().matches("IMAP (NOOP|IDLE)")) {
                    kept.add(record);
                }
            }
        }
        assertThat(kept).isNotEmpty();
        assertThat(kept.getFirst().path("verdict").asText()).isEqualTo("allow");
        assertThat(done("get_message_count", "{}")).startsWith("Total messages: ");
    }

    @Test
    void aFolderThatTheAccountListsIsReadAndNoCopyIsFiledInIt() throws Exception {
        MailFolder sent =
                host.green
                        .getManagers()
                        .getImapHostManager()
                        .createMailbox(
                                host.green.getUserManager().getUserByEmail(MailHost.BILLING),
                                "Sent");
        try {
            McpClient fresh = host.rig.run(SERVER);
            Rig.Led opened = allowed(call(fresh, "open_mailbox", "{}"));
            assertThat(opened.text()).contains("Retrieved info from both INBOX and Sent");
            allowed(call(fresh, "search_by_sender", "{\"sender\":\"customer@client.test\"}"));

            int before = host.inbox(MailHost.CUSTOMER);
            Rig.Led led =
                    call(
                            fresh,
                            "send_email",
                            "{\"to\":\"customer@client.test\",\"subject\":\"Once\",\"text\":\"One mail.\"}");
            assertThat(led.answer().at("/result/isError").asBoolean()).isTrue();
            assertThat(led.text())
                    .contains(
                            "wire.imap-command: an IMAP command is none that reads: APPEND",
                            "already sent: SMTP mail to " + MailHost.SMTP,
                            "Do not send again");
            assertThat(host.inbox(MailHost.CUSTOMER)).isEqualTo(before + 1);
            assertThat(sent.getMessageCount()).isZero();
        } finally {
            host.green.getManagers().getImapHostManager().getStore().deleteMailbox(sent);
        }
    }

    @Test
    void itTakesItsLeave() throws Exception {
        McpClient fresh = host.rig.run(SERVER);
        allowed(call(fresh, "connect_all", "{}"));
        assertThat(allowed(call(fresh, "disconnect_all", "{}")).text())
                .contains("IMAP: Disconnected", "SMTP: Disconnected");
        assertThat(fresh.end()).isZero();
        Rig.Ran verified = host.rig.cli("verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
    }
}
