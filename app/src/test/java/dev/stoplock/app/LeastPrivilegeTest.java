package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a person narrowed in the home holds for a server that asks for more, and shows in `grants`.
 */
class LeastPrivilegeTest {

    private static Rig.Led send(McpClient client, String line, String... fields) throws Exception {
        StringBuilder request =
                new StringBuilder(line).append(" HTTP/1.1\r\nHost: api.resend.com\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        String bytes =
                Rig.JSON.getNodeFactory().textNode(request.append("\r\n").toString()).toString();
        return rig.call(
                client,
                Rig.asking(
                        "[{\"op\":\"raw\",\"host\":\"api.resend.com\",\"bytes\":" + bytes + "}]"));
    }

    private static void refused(Rig.Led led, String rule) {
        assertThat(led.reached()).as("%s", led).isZero();
        assertThat(led.text()).contains(rule);
    }

    private static Rig rig;
    private static Path shared;

    @BeforeAll
    static void narrow() throws Exception {
        shared = Files.createTempDirectory(Path.of("/var/tmp"), "stoplock-it");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path letter = Files.writeString(shared.resolve("letter"), "Dear customer");
        Files.setPosixFilePermissions(letter, PosixFilePermissions.fromString("rw-r--rw-"));
        rig = Rig.bare();
        rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
        rig.secret("RESEND_API_KEY", rig.resendKey);
        Rig.Ran added = rig.add("1.0.15", Rig.SERVER, "--file", letter.toString());
        assertThat(added.exit()).as("%s", added).isZero();
        rig.openToUnknownRequests();
        rig.edit(
                "- \"api.resend.com:443\"\n",
                "- \"api.resend.com:443\": {methods: [GET, POST], paths: [/v1/*, /v2/**]}\n");
        rig.edit("    modes:\n", "    tools: [do]\n    modes:\n");
        Path elsewhere = Files.writeString(rig.folder.resolve("key"), rig.resendKey + "\n");
        Files.delete(rig.home.resolve("secrets/RESEND_API_KEY"));
        rig.append("secrets:\n  RESEND_API_KEY: {command: [cat, " + elsewhere + "]}\n");
    }

    @AfterAll
    static void end() throws Exception {
        rig.close();
        Files.delete(shared.resolve("letter"));
        Files.delete(shared);
    }

    @Test
    void aGrantedFileIsReadAndNeitherWrittenNorSeenWithWhatLiesBesideIt() throws Exception {
        McpClient client = rig.run(Rig.SERVER);
        Rig.Led led =
                rig.call(
                        client,
                        Rig.asking(
                                "[{\"op\":\"files\",\"path\":\""
                                        + shared.resolve("letter")
                                        + "\",\"beside\":\""
                                        + rig.home
                                        + "\"}]"));
        assertThat(led.text()).isEqualTo("[[\"Dear customer\",\"EROFS\",\"ENOENT\"]]");
        assertThat(shared.resolve("letter")).content().isEqualTo("Dear customer");
        assertThat(rig.cli("grants").out()).contains("letter:ro", "its use cannot be seen");
    }

    @Test
    void aNarrowedServerGetsNoMoreThanItsGrantAndTheGrantShowsWhatItUsed() throws Exception {
        McpClient client = rig.run(Rig.SERVER);

        JsonNode tools = client.request("tools/list", Rig.JSON.createObjectNode());
        List<String> names = new ArrayList<>();
        tools.at("/result/tools").forEach(tool -> names.add(tool.path("name").asText()));
        assertThat(names).containsExactly("do");
        assertThat(client.tool("other", Rig.asking("[]")).at("/result").toString())
                .contains("mcp.tool-not-granted", "\"isError\":true");

        assertThat(send(client, "GET /v1/a", "Authorization: Basic @BASIC@").reached())
                .isEqualTo(1);
        assertThat(PlayedApi.text(rig.played.requests().getLast()))
                .contains(
                        Base64.getEncoder().encodeToString((rig.resendKey + ":").getBytes(UTF_8)));
        assertThat(send(client, "GET /v1/a?api_key=@RESEND@").reached()).isEqualTo(1);
        assertThat(PlayedApi.text(rig.played.requests().getLast()))
                .startsWith("GET /v1/a?api_key=" + rig.resendKey + " HTTP/1.1");

        refused(send(client, "DELETE /v1/a"), "host.request");
        refused(send(client, "GET /v3/a"), "host.request");
        refused(send(client, "GET /v1/%2e%2e/v3"), "wire.target");
        refused(send(client, "GET /v2/a/../../v3"), "wire.target");
        refused(send(client, "GET /v2/a?api_key=@RESEND@"), "credential.foreign");
        refused(send(client, "GET /v1/a?api_key=re_another0123456"), "credential.foreign");
        refused(
                send(client, "GET /v1/a", "Authorization: Basic YXBpOm93bi1vbmU="),
                "credential.foreign");
        refused(send(client, "GET /v1/a", "X-Trace: @RESEND@"), "credential.foreign");

        Rig.Ran grants = rig.cli("grants", Rig.SERVER, "--json");
        assertThat(grants.exit()).as("%s", grants).isZero();
        JsonNode granted = Rig.JSON.readTree(grants.out()).at("/servers/0/granted");
        assertThat(used(granted, "method", "GET")).isTrue();
        assertThat(used(granted, "method", "POST")).isFalse();
        assertThat(used(granted, "path", "/v1/*")).isTrue();
        assertThat(used(granted, "path", "/v2/**")).isFalse();
        assertThat(used(granted, "network", "api.resend.com:443")).isTrue();
        assertThat(used(granted, "network", "api.postmarkapp.com:443")).isFalse();
        assertThat(used(granted, "tool", "do")).isTrue();
        assertThat(rig.cli("grants").out())
                .contains("UNUSED", "/v2/**", "POSTMARK_TOKEN@api.postmarkapp.com:443");

        Rig.Ran secrets = rig.cli("secrets", "list");
        assertThat(secrets.out())
                .contains("RESEND_API_KEY@api.resend.com:443/v1/* in query api_key")
                .contains("never used", "from command cat")
                .doesNotContain(rig.resendKey, rig.postmarkToken);
    }

    private static boolean used(JsonNode granted, String kind, String what) {
        for (JsonNode line : granted) {
            if (line.path("kind").asText().equals(kind)
                    && line.path("what").asText().equals(what)) {
                return line.path("used").asBoolean();
            }
        }
        throw new AssertionError("no " + kind + " " + what + " in " + granted);
    }

    @Test
    void plainCredentialsAndBroadTokensAreFoundWithoutShowingAny() throws Exception {
        int before = rig.reached();
        String plain = Rig.fresh("re_");
        Path client =
                Files.writeString(
                        rig.folder.resolve("mcp.json"),
                        "{\"mcpServers\":{\"mailer\":{\"command\":\"npx\",\"args\":[\"-y\",\"--key="
                                + plain
                                + "\"],\"env\":{\"RESEND_API_KEY\":\""
                                + plain
                                + "\",\"LEVEL\":\"info\"}}}}");
        Rig.Ran found = rig.cli("secrets", "check", client.toString());
        assertThat(found.exit()).isEqualTo(1);
        assertThat(found.out())
                .contains("server mailer, setting RESEND_API_KEY begins as a credential of Resend")
                .contains("argument --key")
                .doesNotContain(plain, "LEVEL");
        assertThat(rig.reached()).isEqualTo(before);

        Files.writeString(client, "{\"mcpServers\":{}}");
        assertThat(rig.cli("secrets", "check", client.toString()).exit()).isZero();

        String nested = "{\"a\":".repeat(20) + "{\"env\":{\"RESEND_API_KEY\":\"" + plain + "\"}}";
        Files.writeString(client, nested + "}".repeat(20));
        assertThat(rig.cli("secrets", "check", client.toString()).out())
                .as("however deep it stands")
                .contains("setting RESEND_API_KEY begins as a credential of Resend");

        Files.writeString(client, "{\"mcpServers\":{");
        for (Path unread : List.of(client, rig.folder.resolve("nowhere.json"))) {
            Rig.Ran unknown = rig.cli("secrets", "check", unread.toString());
            assertThat(unknown.exit()).as("what was not read is not said to be clean").isEqualTo(1);
            assertThat(unknown.out()).contains("? " + unread, "of 1 marked ? nothing is known");
        }
        Files.writeString(client, "{\"mcpServers\":{}}");

        // the stand-in of the second API answers 200 to whatever it is asked: full access
        Rig.Ran asked = rig.cli("secrets", "check", "--ask-api", client.toString());
        assertThat(asked.exit()).isEqualTo(1);
        assertThat(asked.out())
                .contains("secret RESEND_API_KEY at api.resend.com:443 has full access")
                .contains("secret POSTMARK_TOKEN at api.postmarkapp.com:443 is not told")
                .doesNotContain(rig.resendKey, rig.postmarkToken);
        assertThat(PlayedApi.text(rig.played.requests().getLast()))
                .startsWith("GET /domains HTTP/1.1")
                .contains("authorization: Bearer " + rig.resendKey);
    }
}
