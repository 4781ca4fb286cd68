package dev.stoplock.gate.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.gate.console.ConsoleRig.Browser;
import dev.stoplock.gate.console.ConsoleRig.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measured table from the page: measuring it, stopping that, and the files behind a cell. */
final class ConsoleTableTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String RUN = "0123456789abcdef";

    /** Says what it was called with, and stays until it is ended. */
    private static final String STAYS =
            "echo \"$@\" > \"$(dirname \"$0\")/arguments\"\necho cell 1\nexec sleep 60\n";

    @TempDir Path folder;

    private ConsoleRig rig(String script) throws Exception {
        return new ConsoleRig(folder, script, LONG);
    }

    /** The page of a run once it is over, which its stream says. */
    private static String ended(ConsoleRig rig, Browser browser, String run) throws Exception {
        rig.get(run + "/events", "Cookie: " + browser.cookie(), "Sec-Fetch-Site: same-origin");
        return rig.get(browser, run).body();
    }

    private static String measure(ConsoleRig rig, Browser browser) throws Exception {
        Reply reply = rig.post(browser, ConsoleRig.CASE + "/table", "");
        assertThat(reply.status()).as(reply.body()).isEqualTo(303);
        return reply.header("location");
    }

    @Test
    void aFileOfAMeasuredRunIsPlainTextAndNothingBesideItIsShown() throws Exception {
        try (ConsoleRig rig = rig("exit 1\n")) {
            Browser browser = rig.browser();
            Path measured =
                    Files.createDirectories(rig.home.cases().resolve("postmark-mcp/measured"));
            Path run = Files.createDirectory(measured.resolve(RUN));
            Files.writeString(run.resolve("mails.json"), "[\"<script>hit()</script>\u202E\"]");
            Files.writeString(run.resolve("empty.txt"), "");
            Files.writeString(run.resolve("large.txt"), "x".repeat((1 << 20) + 1));
            Path secret = Files.writeString(folder.resolve("secret.txt"), "nobody reads this");
            Files.createSymbolicLink(run.resolve("link.txt"), secret);
            Files.createSymbolicLink(measured.resolve("fedcba9876543210"), folder);
            String at = ConsoleRig.CASE + "/measured/" + RUN + "/files/";
            Reply shown = rig.get(browser, at + "mails.json");
            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.body())
                    .contains("&lt;script&gt;hit()&lt;/script&gt;", "U+202E")
                    .contains("href=\"" + ConsoleRig.CASE + "#table\"")
                    .doesNotContain("<script>hit");
            assertThat(rig.get(browser, at + "empty.txt").body()).contains("empty</p>");
            assertThat(rig.get(at + "mails.json").status()).isEqualTo(401);
            for (String path :
                    List.of(
                            at + "link.txt",
                            at + "large.txt",
                            at + "no-such.txt",
                            at + "MAILS.json",
                            at + "mails.json.sh",
                            ConsoleRig.CASE + "/measured/fedcba9876543210/files/secret.txt",
                            ConsoleRig.CASE + "/measured/home/files/mails.json",
                            "/cases/no-such-case/measured/" + RUN + "/files/mails.json")) {
                Reply reply = rig.get(browser, path);
                assertThat(reply.status()).as(path).isEqualTo(404);
                assertThat(reply.body()).doesNotContain("nobody reads this");
            }
        }
    }

    @Test
    void aLinkInThePlaceOfAllMeasuredRunsIsNotFollowed() throws Exception {
        try (ConsoleRig rig = rig("exit 1\n")) {
            Path elsewhere = Files.createDirectories(folder.resolve("elsewhere").resolve(RUN));
            Files.writeString(elsewhere.resolve("mails.json"), "nobody reads this");
            Path of = Files.createDirectories(rig.home.cases().resolve("postmark-mcp"));
            Files.createSymbolicLink(of.resolve("measured"), folder.resolve("elsewhere"));
            String at = ConsoleRig.CASE + "/measured/" + RUN;
            assertThat(rig.get(rig.browser(), at + "/files/mails.json").status()).isEqualTo(404);
            assertThat(rig.get(rig.browser(), at + "/records/0").status()).isEqualTo(404);
        }
    }

    @Test
    void theTableIsMeasuredByItsCommandAndIsNoRunOfTheCase() throws Exception {
        String script = "echo \"$@\" > \"$(dirname \"$0\")/arguments\"\necho '  pin A stopped'\n";
        try (ConsoleRig rig = rig(script)) {
            Browser browser = rig.browser();
            String run = measure(rig, browser);
            assertThat(ended(rig, browser, run))
                    .contains("every cell was measured", "every control alone, in every variant")
                    .contains("pin A stopped", "href=\"" + ConsoleRig.CASE + "#table\"")
                    .doesNotContain(
                            "tone-allow\"><span class=\"sign\" aria-hidden=\"true\">✓</span> n");
            assertThat(Files.readString(folder.resolve("arguments")).strip())
                    .isEqualTo("story postmark-mcp --table --home " + rig.home.folder());
            assertThat(rig.get(browser, ConsoleRig.CASE).body())
                    .contains("measured")
                    .doesNotContain("class=\"outcome");
        }
    }

    @Test
    void aTableThatFailsIsBrokenOff() throws Exception {
        try (ConsoleRig rig = rig("exit 7\n")) {
            Browser browser = rig.browser();
            assertThat(ended(rig, browser, measure(rig, browser)))
                    .contains("broken off", "ended with code 7", "nothing it shows counts");
        }
    }

    @Test
    void whatIsUnderWayIsStoppedByItsOwnPageAloneAndThenAnotherMayRun() throws Exception {
        try (ConsoleRig rig = rig(STAYS)) {
            Browser browser = rig.browser();
            String run = measure(rig, browser);
            assertThat(rig.get(browser, run).body()).contains("under way", "Stop this run");
            assertThat(rig.post(browser, ConsoleRig.CASE + "/runs", "").status()).isEqualTo(409);
            assertThat(rig.post(browser, ConsoleRig.CASE + "/table", "").status()).isEqualTo(409);
            Reply forged =
                    rig.ask(
                            "POST",
                            run + "/stop",
                            "csrf=of-another-session",
                            rig.origin(),
                            "Cookie: " + browser.cookie());
            assertThat(forged.status()).isEqualTo(403);
            assertThat(rig.get(browser, run).body()).contains("under way");
            assertThat(rig.post(browser, run + "/stop", "").status()).isEqualTo(303);
            assertThat(rig.get(browser, run).body())
                    .contains("broken off", "it was stopped from its page: nothing it shows counts")
                    .doesNotContain("Stop this run");
            // again, where there is nothing to stop
            assertThat(rig.post(browser, run + "/stop", "").status()).isEqualTo(303);
            assertThat(rig.post(browser, ConsoleRig.CASE + "/runs/0000000-0000/stop", "").status())
                    .isEqualTo(404);
            assertThat(measure(rig, browser)).isNotEqualTo(run);
        }
    }
}
