package dev.stoplock.gate.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Severity;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.console.ConsoleRig.Browser;
import dev.stoplock.gate.console.ConsoleRig.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of runs, of whatever kind the child is, and what is shown of the records it left.
 */
final class ConsoleRunsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** Leaves a home with a ledger made beforehand, its arguments, and a result. */
    private static final String PLAYS =
            "dir=$4\n"
                    + "printf '%s\\n' \"$*\" > \"$dir/arguments\"\n"
                    + "echo 'playing <b>the case</b>'\n"
                    + "cp -r \"$(dirname \"$0\")/played\" \"$dir/home\"\n"
                    + "printf 'bidi \\342\\200\\256 end\\n' >&2\n"
                    + "printf '{\"schema\":\"stoplock.case/1\"}' > \"$dir/case.json\"\n";

    /** Says that it is there, and waits until somebody writes to a pipe. */
    private static final String WAITS =
            "echo started\n"
                    + "read -r word < \"$(dirname \"$0\")/pipe\"\n"
                    + "echo \"$word\"\nexit 3\n";

    @TempDir private Path folder;

    private ConsoleRig rig(String script, Duration limit) throws Exception {
        Process made = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
        assertThat(made.waitFor()).isZero();
        return new ConsoleRig(folder, script, limit);
    }

    /** Lets a run that waits go on. */
    private void let(String word) throws IOException {
        Files.writeString(folder.resolve("pipe"), word + "\n", StandardOpenOption.WRITE);
    }

    private static Event found(String sentence) {
        return new Event.Found(
                new RuleId("test.sample"), Severity.INFO, null, null, sentence, List.of(), null);
    }

    /** The run's events as they come, until the stream ends. */
    private static Iterator<String> follow(ConsoleRig rig, Browser browser, String run)
            throws Exception {
        HttpResponse<Stream<String>> reply =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "http://"
                                                                + rig.authority()
                                                                + run
                                                                + "/events"))
                                        .header("Cookie", browser.cookie())
                                        .header("Sec-Fetch-Site", "same-origin")
                                        .build(),
                                HttpResponse.BodyHandlers.ofLines());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type"))
                .contains("text/event-stream; charset=utf-8");
        return reply.body().filter(line -> !line.isEmpty()).iterator();
    }

    private static List<String> rest(Iterator<String> lines) {
        List<String> all = new ArrayList<>();
        lines.forEachRemaining(all::add);
        return all;
    }

    /** Follows a run to its end and returns its page. */
    private static String ended(ConsoleRig rig, Browser browser, String run) throws Exception {
        Reply events =
                rig.get(
                        run + "/events",
                        "Cookie: " + browser.cookie(),
                        "Sec-Fetch-Site: same-origin");
        assertThat(events.status()).isIn(200, 404);
        return rig.get(browser, run).body();
    }

    @Test
    void aRunIsPlayedStreamedAndShownWithTheRecordsItLeft() throws Exception {
        Home played = new Home(Files.createDirectory(folder.resolve("played")));
        ConsoleRig.append(played, found("first"), found("second"));
        try (ConsoleRig rig = rig(PLAYS, LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "without=pin&without=recipients&variant=C&seed=7");
            String page = ended(rig, browser, run);
            assertThat(Files.readString(rig.folder(run).resolve("arguments")).strip())
                    .isEqualTo(
                            "story postmark-mcp --case "
                                    + rig.folder(run)
                                    + " --seed 7 --without pin --without recipients --variant C");
            assertThat(page)
                    .contains("every step was played", "variant C, without pin, recipients, seed 7")
                    .contains("playing &lt;b&gt;the case&lt;/b&gt;")
                    .contains(
                            "<span class=\"unseen\" title=\"right-to-left override\">U+202E</span>")
                    .contains(run + "/records/2", "finding test.sample: second");
            String record = rig.get(browser, run + "/records/2").body();
            assertThat(record)
                    .contains("finding test.sample: second", "is the one that was signed")
                    .contains("c2sp.org/tlog-proof@v1");
            assertThat(rig.get(browser, run + "/records/9").status()).isEqualTo(404);
            assertThat(rig.get(browser, ConsoleRig.CASE).body()).contains(run).contains("complete");
        }
    }

    @Test
    void aRecordThatWasChangedIsNotShown() throws Exception {
        Home played = new Home(Files.createDirectory(folder.resolve("played")));
        ConsoleRig.append(played, found("as it was"));
        try (ConsoleRig rig = rig(PLAYS, LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "");
            ended(rig, browser, run);
            Path entries;
            try (Stream<Path> files =
                    Files.walk(rig.folder(run).resolve("home/ledger/log/tile/entries"))) {
                entries = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            }
            String text = Files.readString(entries, java.nio.charset.StandardCharsets.ISO_8859_1);
            Files.setPosixFilePermissions(
                    entries, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            Files.writeString(
                    entries,
                    text.replace("as it was", "as it isn"),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
            Reply record = rig.get(browser, run + "/records/1");
            assertThat(record.status()).isEqualTo(500);
            assertThat(record.body())
                    .contains("ledger.inconsistent")
                    .doesNotContain("as it isn")
                    .doesNotContain("is the one that was signed");
            assertThat(rig.get(browser, run).body())
                    .contains("the ledger does not fit together")
                    .doesNotContain("as it isn");
        }
    }

    @Test
    void textOfOthersIsPlainTextHoweverItIsMade() throws Exception {
        String subject =
                "\"><img src=x onerror=alert(1)>${7*7}"
                        + "wide ".repeat(80)
                        + "\u202Ecod.exe\u200B";
        Home played = new Home(Files.createDirectory(folder.resolve("played")));
        ConsoleRig.append(played, found(subject), found("mail to x@p\u0430ypal.example"));
        try (ConsoleRig rig = rig(PLAYS, LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "");
            String all = ended(rig, browser, run) + rig.get(browser, run + "/records/1").body();
            assertThat(all)
                    .doesNotContain("<img")
                    .doesNotContain("\u202E")
                    .doesNotContain("\u200B")
                    .contains("&lt;img src=x onerror=alert(1)&gt;", "U+202E", "U+200B");
            assertThat(rig.get(browser, run + "/records/2").body())
                    .contains("xn--pypal-4ve.example");
        }
    }

    @Test
    void aSecondRunIsRefusedWithTheWayToTheFirst() throws Exception {
        try (ConsoleRig rig = rig(WAITS, LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "");
            Reply second = rig.post(browser, ConsoleRig.CASE + "/runs", "variant=B");
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.body()).contains("another run is under way", "href=\"" + run + "\"");
            assertThat(rig.get(browser, run).body())
                    .contains("under way")
                    .doesNotContain("complete");
            let("on");
            assertThat(ended(rig, browser, run)).contains("ended with code 3");
            assertThat(rig.run(browser, "variant=B")).isNotEqualTo(run);
        }
    }

    @Test
    void aRunThatDiesMidwayIsBrokenOffAndStreamedToItsEnd() throws Exception {
        try (ConsoleRig rig = rig(WAITS, LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "");
            Iterator<String> events = follow(rig, browser, run);
            assertThat(events.next()).startsWith("retry:");
            let("<i>dying</i>");
            List<String> rest = rest(events);
            assertThat(rest)
                    .contains(
                            "data: [{\"text\":\"started\"}]",
                            "data: [{\"text\":\"<i>dying</i>\"}]");
            assertThat(rest.get(rest.size() - 2)).isEqualTo("event: end");
            String page = rig.get(browser, run).body();
            assertThat(page)
                    .contains("broken off", "nothing it shows counts")
                    .doesNotContain(
                            "tone-allow\"><span class=\"sign\" aria-hidden=\"true\">✓</span> complete");
        }
    }

    @Test
    void aRunThatPrintsRubbishAndLeavesNoResultShowsNothingAsSafe() throws Exception {
        String rubbish =
                "head -c 300000 /dev/urandom\n"
                        + "i=0; while [ $i -lt 3000 ]; do echo \"<script>$i\"; i=$((i+1)); done\n"
                        + "printf '{\"schema\":\"stoplock.case/1\"' > \"$4/case.json\"\n";
        try (ConsoleRig rig = rig(rubbish, LONG)) {
            Browser browser = rig.browser();
            String page = ended(rig, browser, rig.run(browser, ""));
            assertThat(page)
                    .contains("broken off", "without a result that can be read")
                    .doesNotContain("<script>0");
            assertThat(page.split("<li><bdi", -1).length).isLessThanOrEqualTo(RunLines.MOST + 1);
        }
    }

    @Test
    void aRunThatHangsIsEnded() throws Exception {
        try (ConsoleRig rig = rig(WAITS, Duration.ofMillis(200))) {
            Browser browser = rig.browser();
            assertThat(ended(rig, browser, rig.run(browser, "")))
                    .contains("took too long and was ended");
        }
    }

    @Test
    void theRunUnderWayEndsWithTheConsole() throws Exception {
        ConsoleRig rig = rig("echo $$ > \"$4/pid\"\n" + WAITS, LONG);
        Browser browser = rig.browser();
        String run = rig.run(browser, "");
        Iterator<String> events = follow(rig, browser, run);
        while (!events.next().contains("started")) {
            continue;
        }
        rig.close();
        long pid = Long.parseLong(Files.readString(rig.folder(run).resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(Files.readString(rig.folder(run).resolve("ended.json")))
                .contains("the gate stopped while the run was under way")
                .contains("\"complete\":false");
    }

    @Test
    void aStreamEndsWithItsSession() throws Exception {
        try (ConsoleRig rig = rig(WAITS, LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "");
            Iterator<String> events = follow(rig, browser, run);
            while (!events.next().contains("started")) {
                continue;
            }
            assertThat(rig.post(browser, "/logout", "").status()).isEqualTo(303);
            assertThat(rest(events)).contains("event: closed").doesNotContain("event: end");
        }
    }

    @Test
    void aStreamGoesToAPageOfOursOnly() throws Exception {
        try (ConsoleRig rig = rig(WAITS, LONG)) {
            Browser browser = rig.browser();
            String events = rig.run(browser, "") + "/events";
            String cookie = "Cookie: " + browser.cookie();
            assertThat(rig.get(events, cookie).status()).isEqualTo(403);
            assertThat(rig.get(events, cookie, "Sec-Fetch-Site: same-site").status())
                    .isEqualTo(403);
            assertThat(rig.get(events, cookie, "Origin: http://evil.example").status())
                    .isEqualTo(403);
            assertThat(rig.get(events, "Sec-Fetch-Site: same-origin").status()).isEqualTo(401);
        }
    }

    @Test
    void theChildGetsTheFewVariablesItNeeds() throws Exception {
        try (ConsoleRig rig = rig("env | sed 's/=.*//'\n", LONG)) {
            Browser browser = rig.browser();
            String run = rig.run(browser, "");
            ended(rig, browser, run);
            assertThat(Files.readAllLines(rig.folder(run).resolve("lines.txt")))
                    .contains("PATH")
                    .isSubsetOf(
                            "PATH",
                            "HOME",
                            "USER",
                            "LOGNAME",
                            "LANG",
                            "LC_ALL",
                            "TZ",
                            "SSL_CERT_FILE",
                            "SSL_CERT_DIR",
                            "NODE_EXTRA_CA_CERTS",
                            "PWD",
                            "OLDPWD",
                            "SHLVL",
                            "_");
        }
    }

    @Test
    void aFormWithWordsOfItsOwnStartsNothing() throws Exception {
        try (ConsoleRig rig = rig("exit 0\n", LONG)) {
            Browser browser = rig.browser();
            for (String form :
                    List.of(
                            "without=--home",
                            "without=record",
                            "without=pin&without=pin",
                            "variant=E",
                            "variant=A&variant=B",
                            "seed=-1",
                            "seed=1000000",
                            "seed=7%0A--server",
                            "%zz=1")) {
                Reply reply = rig.post(browser, ConsoleRig.CASE + "/runs", form);
                assertThat(reply.status()).as(form).isEqualTo(400);
                assertThat(reply.body()).as(form).contains("console.form");
            }
            assertThat(rig.home.cases()).doesNotExist();
        }
    }

    @Test
    void theLastTwentyRunsAreKeptAndNothingElseIsTouched() throws Exception {
        try (ConsoleRig rig = rig("exit 1\n", LONG)) {
            Browser browser = rig.browser();
            Path outside = Files.createDirectory(folder.resolve("outside"));
            Files.writeString(outside.resolve("run.json"), "{}");
            String oldest = rig.run(browser, "");
            ended(rig, browser, oldest);
            Path first = rig.folder(oldest);
            Path above = Objects.requireNonNull(first.getParent());
            Path foreign = Files.createDirectory(above.resolve("0000000-mine"));
            Path link = Files.createSymbolicLink(above.resolve("0000000-link"), outside);
            Files.createSymbolicLink(first.resolve("out"), outside);
            Files.createDirectory(first.resolve("tree"));
            List<String> runs = new ArrayList<>();
            for (int i = 0; i < RunFolders.KEPT; i++) {
                rig.now.updateAndGet(now -> now.plusSeconds(1));
                String run = rig.run(browser, "");
                ended(rig, browser, run);
                runs.add(run.substring(run.lastIndexOf('/') + 1));
            }
            assertThat(first).doesNotExist();
            assertThat(outside.resolve("run.json")).exists();
            assertThat(foreign).exists();
            assertThat(link).isSymbolicLink();
            try (Stream<Path> left = Files.list(above)) {
                assertThat(left.map(each -> "" + each.getFileName()).collect(Collectors.toSet()))
                        .containsAll(runs)
                        .hasSize(RunFolders.KEPT + 2);
            }
        }
    }

    @Test
    void whatALongSubjectIsMadeOfStaysWhole() throws Exception {
        String subject = "Invoice " + "x".repeat(4_096);
        try (ConsoleRig rig = rig("echo '" + subject + "'\n", LONG)) {
            Browser browser = rig.browser();
            String page = ended(rig, browser, rig.run(browser, ""));
            String shown =
                    Arrays.stream(page.split("<bdi class=\"foreign\">"))
                            .filter(each -> each.startsWith("Invoice") || each.startsWith("xxx"))
                            .map(each -> each.substring(0, each.indexOf('<')))
                            .collect(Collectors.joining());
            assertThat(shown).isEqualTo(subject);
        }
    }
}
