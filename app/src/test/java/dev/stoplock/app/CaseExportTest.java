package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run really played behind a gate that let the update in, and its page as one file. */
@Tag("full")
@Tag("root")
class CaseExportTest {

    private static Path folder;
    private static Path file;
    private static Path run;
    private static Ran played;
    private static String page;

    private record Ran(int exit, String out, String err) {}

    @BeforeAll
    static void played() throws Exception {
        folder = Files.createTempDirectory("stoplock-export");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        file = folder.resolve("case.html");
        run = folder.resolve("run");
        played =
                cli(
                        "story",
                        "postmark-mcp",
                        "--without",
                        "pin",
                        "--without",
                        "behaviour-diff",
                        "--seed",
                        "7",
                        "--case",
                        run.toString(),
                        "--export",
                        file.toString());
        assertThat(played.exit()).as("%s", played).isZero();
        page = Files.readString(file);
    }

    @AfterAll
    static void remove() throws Exception {
        assertThat(new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor()).isZero();
    }

    private static Ran cli(String... words) throws Exception {
        return at(folder.resolve("home"), words);
    }

    private static Ran at(Path home, String... words) throws Exception {
        List<String> line = new ArrayList<>(BrokenControlsMain.self("nothing"));
        line.addAll(List.of("--home", home.toString()));
        line.addAll(List.of(words));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process =
                new ProcessBuilder(line)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void theFileIsFitToBePublished() throws Exception {
        assertThat(page)
                .doesNotContain(
                        folder.toString(),
                        System.getProperty("user.dir"),
                        System.getProperty("user.home") + "/",
                        "/tmp/",
                        InetAddress.getLocalHost().getHostName() + "<")
                .doesNotContain("by " + System.getProperty("user.name") + " (");
        Matcher token =
                Pattern.compile("(?im)^x-postmark-server-token: *(\\S+)")
                        .matcher(Files.readString(run.resolve("without/requests.txt")));
        assertThat(token.find()).isTrue();
        assertThat(page)
                .doesNotContain(token.group(1))
                .contains(token.group(1).substring(0, 4) + "…");
        assertThat(page).doesNotContain("src=", "<link", "url(http", "@import");
        assertThat(Files.size(file)).isLessThan(2_000_000);
    }

    @Test
    void everyAnchorResolves() {
        Set<String> ids = new HashSet<>();
        Matcher id = Pattern.compile(" id=\"([^\"]+)\"").matcher(page);
        while (id.find()) {
            assertThat(ids.add(id.group(1))).as(id.group(1)).isTrue();
        }
        Matcher link = Pattern.compile(" href=\"#([^\"]*)\"").matcher(page);
        while (link.find()) {
            assertThat(ids).contains(link.group(1));
        }
    }

    @Test
    void pageAndTerminalTellTheSameRun() {
        assertThat(page)
                .contains("Nothing has left for the stranger.", "contract.recipient")
                .contains("server added recipient archive@collector.example (Bcc)");
        assertThat(played.out())
                .contains("1/6  Setup", "6/6  After", "Nothing has left for the stranger.")
                .contains("verdict: deny by contract.recipient");
        assertThat(played.out().lines())
                .filteredOn(line -> !line.contains("--home") && !line.contains(folder.toString()))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(played.err()).contains("the case is in " + file);
    }

    @Test
    void whatIsSaidOfTheRunHoldsForItsSwitches() {
        String text = page.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
        assertThat(text)
                .contains("In this run. 1.0.16 was installed on both sides")
                .contains("4 of 4 mails were refused, and no copy got out.")
                .contains("Last proof: it refused a request, record")
                .contains(
                        "Last proof: it told of an address that was new, before the update, record")
                .doesNotContain("was sending, so there was no copy");
        assertThat(played.out()).contains("this run 1.0.16 was installed on both sides");
    }

    @Test
    void theDocumentIsOfItsSchema() throws Exception {
        JsonNode document = Rig.JSON.readTree(Files.readString(run.resolve("case.json"), UTF_8));
        assertThat(CaseSchemaTest.wrong("case-1.json", document)).isEmpty();
    }

    @Test
    void theHomeOfTheRunIsReadByTheCommandsItNames() throws Exception {
        Path home = run.resolve("with/home");
        assertThat(played.out()).contains("--home " + home + " verify");
        Ran verified = at(home, "verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
        Matcher call = Pattern.compile(" explain (\\S+)").matcher(played.out());
        assertThat(call.find()).isTrue();
        // an agent is told the same command: the last is the one that names the home
        String id = call.group(1);
        while (call.find()) {
            id = call.group(1);
        }
        Ran explained = at(home, "explain", id.replaceAll("[^0-9a-zA-Z-]", ""));
        assertThat(explained.exit()).as("%s", explained).isZero();
        assertThat(explained.out()).contains("body/bcc = archive@collector.example");
    }

    @Test
    void aFileThatIsThereIsNotOverwrittenAndARunIsExportedAgainWithoutBeingPlayed()
            throws Exception {
        Ran taken =
                cli("story", "postmark-mcp", "--case", run.toString(), "--export", file.toString());
        assertThat(taken.exit()).as("%s", taken).isEqualTo(2);
        assertThat(taken.err()).contains("story.export", "is there already", "hint: ");
        assertThat(Files.readString(file)).isEqualTo(page);
        Path again = folder.resolve("again.html");
        Ran written =
                cli(
                        "story",
                        "postmark-mcp",
                        "--case",
                        run.toString(),
                        "--export",
                        again.toString());
        assertThat(written.exit()).as("%s", written).isZero();
        assertThat(Files.readString(again)).isEqualTo(page);
        Ran nowhere =
                cli(
                        "story",
                        "postmark-mcp",
                        "--case",
                        run.toString(),
                        "--export",
                        folder.resolve("no/such.html").toString());
        assertThat(nowhere.exit()).isEqualTo(2);
    }
}
