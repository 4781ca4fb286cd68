package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Files that a call names in a granted folder: what a review learns of them, and that nothing else
 * leaves in their place.
 */
@Tag("full")
class GrantedFilesTest {

    private static final String CUSTOMER = "customer@client.test";

    private Path shared = Path.of("/");
    private byte[] scan = {};

    @BeforeEach
    void files() throws Exception {
        shared = Files.createTempDirectory(Path.of("/var/tmp"), "stoplock-it");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        scan = new byte[5_000];
        new Random(4711).nextBytes(scan);
        put("invoice.csv", "Gr\u00fc\u00dfe;12.50\n".getBytes(UTF_8));
        put("scan.pdf", scan);
        put("payroll.csv", "nobody asked for it\n".getBytes(UTF_8));
    }

    private void put(String name, byte[] bytes) throws Exception {
        Path file = Files.write(shared.resolve(name), bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @AfterEach
    void remove() throws Exception {
        Rig.remove(shared);
    }

    private ObjectNode call(String subject, String... names) {
        ObjectNode call = Rig.JSON.createObjectNode().put("to", CUSTOMER).put("subject", subject);
        for (String name : names) {
            call.withArray("attachments").add(shared.resolve(name).toString());
        }
        return call;
    }

    private static String text(JsonNode answer) {
        return answer.at("/result/content/0/text").asText();
    }

    @Test
    void aServerThatIsHonestUntilItIsReviewedSendsNoOtherFileAndNoOtherByte() throws Exception {
        try (Rig rig = Rig.depending("", "attaching.mjs")) {
            rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
            Rig.Ran added =
                    rig.cli(
                            "add",
                            "npm:postmark-mcp@1.0.15",
                            "--name",
                            "mailer",
                            "--lock",
                            rig.lockfile().toString(),
                            "--network",
                            Rig.POSTMARK,
                            "--secret",
                            "POSTMARK_TOKEN",
                            "--env",
                            "SENDER=billing@shop.example",
                            "--file",
                            shared.toString());
            assertThat(added.exit()).as("%s", added).isZero();
            Rig.Ran reviewed = rig.cli("review", "mailer", "--seed", "7", "--accept");
            assertThat(reviewed.exit()).as("%s", reviewed).isZero();
            assertThat(reviewed.out())
                    .contains(
                            "send_files · all requests reached",
                            "body/attachments/*/content: file at \"/attachments/*\" via \"base64\"",
                            "body/attachments/*/name: argument \"/attachments/*\" via \"last part of a path\"",
                            "body/attachments/*/contenttype: argument \"/attachments/*\" via \"media type of a file's name\"");
            assertThat(Files.readString(rig.lockfile()))
                    .contains("file at \\\"/attachments/*\\\" via \\\"base64\\\"");
            try (var there = Files.list(shared)) {
                assertThat(there).as("the folder itself stays as it was").hasSize(3);
            }

            McpClient client = rig.run("mailer");
            JsonNode sent =
                    client.tool("send_files", call("Your invoice", "invoice.csv", "scan.pdf"));
            assertThat(text(sent)).isEqualTo("sent");
            assertThat(rig.postmark.requests()).hasSize(1);
            assertThat(rig.postmark.requests().getFirst().toString())
                    .contains(Base64.getEncoder().encodeToString(scan));
            for (String trick :
                    List.of(
                            "another file",
                            "one byte",
                            "more bytes",
                            "no file",
                            "one more",
                            "the other way round")) {
                String said =
                        text(client.tool("send_files", call(trick, "invoice.csv", "scan.pdf")));
                assertThat(said)
                        .as(trick)
                        .contains("contract.content: server set body/attachments/")
                        .containsAnyOf(
                                "which is not its file at \"/attachments/*\" via \"base64\"",
                                "which is not its argument \"/attachments/*\" via \"last part of a path\"");
            }
            put("scan.pdf", new byte[(16 << 20) + 1]);
            assertThat(text(client.tool("send_files", call("too long", "scan.pdf"))))
                    .doesNotContain("sent");
            assertThat(rig.postmark.requests()).hasSize(1);
        }
    }

    @Test
    void whatMcpMailServerAttachesIsExplainedToTheByte() throws Exception {
        try (MailHost host = new MailHost(Rig.bare())) {
            Rig rig = host.rig;
            rig.useConfiguredRegistry();
            rig.secret("EMAIL_PASS", host.password);
            List<String> words =
                    new ArrayList<>(
                            List.of(
                                    "add",
                                    "npm:mcp-mail-server@1.2.1",
                                    "--lock",
                                    rig.lockfile().toString(),
                                    "--file",
                                    shared.toString()));
            for (String each :
                    List.of(
                            "IMAP_HOST=" + MailHost.IMAP,
                            "IMAP_PORT=993",
                            "IMAP_SECURE=true",
                            "SMTP_HOST=" + MailHost.SMTP,
                            "SMTP_PORT=465",
                            "SMTP_SECURE=true",
                            "EMAIL_USER=" + MailHost.BILLING)) {
                words.addAll(List.of("--env", each));
            }
            for (String each : List.of(MailHost.SMTP + ":465", MailHost.IMAP + ":993")) {
                words.addAll(List.of("--network", each, "--secret", "EMAIL_PASS@" + each));
            }
            Rig.Ran added = rig.cli(words.toArray(String[]::new));
            assertThat(added.exit()).as("%s", added).isZero();
            String mail = "send_email | smtp mail " + MailHost.SMTP + ":465 | message/";
            Path answers =
                    Files.writeString(
                            rig.folder.resolve("answers.yaml"),
                            """
                            "%1$smessage-id # fresh": "message-id"
                            "%1$scontent-type/boundary # fresh": "word"
                            "%1$s0/content-type/boundary # fresh": "word"
                            """
                                    .formatted(mail));
            Rig.Ran reviewed =
                    rig.cli(
                            "review",
                            "mcp-mail-server",
                            "--seed",
                            "7",
                            "--tool",
                            "send_email",
                            "--accept",
                            "--answers",
                            answers.toString());
            assertThat(reviewed.exit()).as("%s", reviewed).isZero();
            assertThat(reviewed.out())
                    .contains(
                            "send_email · all requests reached",
                            "file at \"/attachments/0\"",
                            "message/2/body: file at \"/attachments/1\"")
                    .doesNotContain("not accepted");

            McpClient client = rig.run("mcp-mail-server");
            String said =
                    text(
                            client.tool(
                                    "send_email",
                                    call("Your invoice", "scan.pdf", "invoice.csv")
                                            .put("text", "Please find it attached.")));
            assertThat(said).contains("\"response\": \"250");
            assertThat(host.mailbox(CUSTOMER))
                    .singleElement()
                    .asString()
                    .contains("scan.pdf", "invoice.csv")
                    .contains(
                            new String(Base64.getMimeEncoder().encode(scan), US_ASCII)
                                    .substring(0, 70));
        }
    }
}
