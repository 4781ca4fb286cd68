package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Five servers nobody here wrote, from the configured registry, locked and reviewed as any user
 * would: what each of their tools asks for is what their source says it asks for, and four tools of
 * five are reached whole without a hand-written call, the others with one each.
 */
@Tag("full")
class ReachedTablesTest {

    private static final double ENOUGH = 0.8;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String MAIL = "mcp-mail-server";

    private final List<String> printed = new ArrayList<>();

    @Test
    void resend() throws Exception {
        reviewed(
                "resend-mcp",
                "npm:resend-mcp@2.6.0",
                Map.of("RESEND_API_KEY", Rig.fresh("re_")),
                "--network",
                "api.resend.com",
                "--secret",
                "RESEND_API_KEY",
                "--env",
                "SENDER_EMAIL_ADDRESS=billing@shop.example");
    }

    @Test
    void sendGrid() throws Exception {
        reviewed(
                "sendgrid-mcp",
                "npm:sendgrid-mcp@1.0.4",
                Map.of("SENDGRID_API_KEY", Rig.fresh("SG.")),
                "--network",
                "api.sendgrid.com",
                "--secret",
                "SENDGRID_API_KEY",
                "--env",
                "READ_ONLY=false");
    }

    @Test
    void notion() throws Exception {
        reviewed(
                "notion-mcp-server",
                "npm:@notionhq/notion-mcp-server@2.5.2",
                Map.of("NOTION_TOKEN", Rig.fresh("ntn_")),
                "--network",
                "api.notion.com",
                "--secret",
                "NOTION_TOKEN");
    }

    @Test
    void gitHub() throws Exception {
        reviewed(
                "server-github",
                "npm:@modelcontextprotocol/server-github@2025.4.8",
                Map.of("GITHUB_PERSONAL_ACCESS_TOKEN", Rig.fresh("ghp_")),
                "--network",
                "api.github.com",
                "--secret",
                "GITHUB_PERSONAL_ACCESS_TOKEN");
    }

    /** Its tools that mail; by IMAP they read, and the copy that they file is refused. */
    @Test
    void mailServer() throws Exception {
        reviewed(
                "mcp-mail-server",
                "npm:mcp-mail-server@1.2.1",
                Map.of("EMAIL_PASS", Rig.fresh("pass-")),
                "--network",
                "smtp.mail.example:465",
                "--network",
                "imap.mail.example:993",
                "--env",
                "IMAP_HOST=imap.mail.example",
                "--env",
                "IMAP_PORT=993",
                "--env",
                "IMAP_SECURE=true",
                "--env",
                "SMTP_HOST=smtp.mail.example",
                "--env",
                "SMTP_PORT=465",
                "--env",
                "SMTP_SECURE=true",
                "--env",
                "EMAIL_USER=billing@shop.example",
                "--secret",
                "EMAIL_PASS@smtp.mail.example:465",
                "--secret",
                "EMAIL_PASS@imap.mail.example:993");
    }

    private void reviewed(String name, String ref, Map<String, String> secrets, String... grants)
            throws Exception {
        Path folder = Path.of("..", "lab", "servers", name);
        Map<String, List<String>> lists = ReachedTable.lists(folder.resolve("requests.yaml"));
        assertThat(lists).isNotEmpty();
        try (Rig rig = Rig.bare()) {
            rig.useConfiguredRegistry();
            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                rig.secret(secret.getKey(), secret.getValue());
            }
            List<String> words =
                    new ArrayList<>(List.of("add", ref, "--lock", rig.lockfile().toString()));
            words.addAll(List.of(grants));
            Rig.Ran added = rig.cli(words.toArray(String[]::new));
            assertThat(added.exit()).as("%s", added).isZero();

            List<String> only = name.equals(MAIL) ? List.copyOf(lists.keySet()) : List.of();
            ReachedTable without =
                    new ReachedTable(lists, review(rig, name, only, List.of(), lists));
            told(name, "without a hand-written call", without);
            assertThat(without.rows())
                    .allSatisfy(row -> assertThat(row.notListed()).as(row.tool()).isEmpty());
            List<String> missing = without.notWhole().stream().map(ReachedTable.Row::tool).toList();
            assertThat(1 - (double) missing.size() / lists.size())
                    .as("%s: not whole: %s", name, missing)
                    // of two tools that mail, one takes the names of files
                    .isGreaterThanOrEqualTo(name.equals(MAIL) ? 0.5 : ENOUGH);
            if (missing.isEmpty()) {
                return;
            }
            Path calls = folder.resolve("calls.json").toRealPath();
            JsonNode written = Rig.JSON.readTree(Files.readString(calls));
            assertThat(missing)
                    .as("each of these has one hand-written call")
                    .allSatisfy(tool -> assertThat(written.path(tool)).as(tool).hasSize(1));
            ReachedTable with =
                    new ReachedTable(
                            Map.copyOf(
                                    missing.stream()
                                            .collect(
                                                    java.util.stream.Collectors.toMap(
                                                            tool -> tool,
                                                            tool ->
                                                                    lists.getOrDefault(
                                                                            tool, List.of())))),
                            review(
                                    rig,
                                    name,
                                    missing,
                                    List.of("--calls", calls.toString()),
                                    Map.of()));
            told(name, "these with one hand-written call each", with);
            assertThat(with.notWhole()).isEmpty();
        } finally {
            // one table is read whole, whatever else prints
            System.out.println(String.join("\n", printed));
        }
    }

    private JsonNode review(
            Rig rig, String name, List<String> only, List<String> more, Map<String, ?> all)
            throws Exception {
        List<String> words =
                new ArrayList<>(List.of("review", name, "--seed", "7", "--json", "--limit", "800"));
        only.forEach(tool -> words.addAll(List.of("--tool", tool)));
        words.addAll(more);
        long start = System.nanoTime();
        Rig.Ran ran = rig.patient(PATIENCE, words.toArray(String[]::new));
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.err()).as("progress is told").contains("calling ");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        JsonNode review = Rig.JSON.readTree(ran.out());
        printed.add(
                name
                        + ": "
                        + review.path("tools").size()
                        + " tools reviewed in "
                        + took.toSeconds()
                        + " s");
        if (only.isEmpty()) {
            List<String> tools = new ArrayList<>();
            review.path("tools").fieldNames().forEachRemaining(tools::add);
            assertThat(tools)
                    .as("the tools of the list")
                    .containsExactlyInAnyOrderElementsOf(all.keySet());
        }
        return review;
    }

    private void told(String name, String how, ReachedTable table) {
        printed.add(
                name
                        + ", "
                        + how
                        + ": "
                        + table.rows().size()
                        + " tools · all "
                        + table.count("all")
                        + " · first only "
                        + table.count("first")
                        + " · none "
                        + table.count("none")
                        + " · whole by the list "
                        + (table.rows().size() - table.notWhole().size()));
        table.rows().forEach(row -> printed.add("  " + row.line()));
    }
}
