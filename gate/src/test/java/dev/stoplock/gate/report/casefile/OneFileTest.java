package dev.stoplock.gate.report.casefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.atlas.Control;
import dev.stoplock.core.atlas.Presence;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Severity;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A case as one file, from a run whose texts were written by an enemy: its records are signed, its
 * document, letters and files hold markup, paths, a token and what nobody sees.
 */
class OneFileTest {

    private static final Path RUN =
            Path.of("src/test/resources/dev/stoplock/gate/report/casefile/hostile-run");
    private static final String TOKEN = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    private static final List<String> FOLDERS = List.of("/", "/data/stoplock-homes", "/data");

    /** Where no run of the table is kept any more. */
    private static final Path MEASURED = Path.of("target/no-measured-runs");

    private static String page;
    private static String measured;
    private static HtmlTags tags;

    @TempDir Path folder;

    @BeforeAll
    static void rendered() throws Exception {
        page = render(RUN, null);
        measured = render(RUN, Tables.hostile());
        tags = HtmlTags.of(page);
    }

    private static String render(Path run, Json.@Nullable Obj table) throws Exception {
        return new String(OneFile.of(export(run, table)), UTF_8);
    }

    private static CaseExport export(Path run, Json.@Nullable Obj table) throws Exception {
        return export(run, table, MEASURED);
    }

    private static CaseExport export(Path run, Json.@Nullable Obj table, Path runs)
            throws Exception {
        Telling telling = Telling.bundled();
        return CaseExport.of(
                telling.find("postmark-mcp").orElseThrow(),
                telling,
                new KeptRun(run),
                table,
                runs,
                FOLDERS);
    }

    @Test
    void nothingIsFetchedAndNothingOfOthersRuns() {
        for (String html : List.of(page, measured)) {
            HtmlTags all = HtmlTags.of(html);
            for (String attribute :
                    List.of("src", "srcset", "action", "formaction", "data", "poster", "ping")) {
                assertThat(all.values(attribute)).as(attribute).isEmpty();
            }
            assertThat(all.named("link")).isEmpty();
            assertThat(all.named("form")).isEmpty();
            assertThat(all.named("img")).isEmpty();
            assertThat(all.named("base")).isEmpty();
            assertThat(all.named("iframe")).isEmpty();
            assertThat(all.elements())
                    .allSatisfy(each ->
                            assertThat(each.attributes().keySet())
                                    .noneMatch(name -> name.startsWith("on"))
                                    .doesNotContain("style"));
            assertThat(all.named("a"))
                    .allSatisfy(link -> {
                        String to = String.valueOf(link.attributes().get("href"));
                        if (!to.startsWith("#")) {
                            assertThat(to).startsWith("https://");
                            assertThat(link.attributes()).containsEntry("rel", "noreferrer");
                            assertThat(to).doesNotContain("collector");
                        }
                    });
            assertThat(all.named("style").map(HtmlTags.Element::content))
                    .allSatisfy(css -> assertThat(css).doesNotContain("url(", "@import"));
        }
    }

    @Test
    void thePolicyNamesTheDigestsOfExactlyWhatIsThere() throws Exception {
        String policy =
                tags.named("meta")
                        .filter(each ->
                                "Content-Security-Policy"
                                        .equals(each.attributes().get("http-equiv")))
                        .map(each -> each.attributes().get("content"))
                        .findFirst()
                        .orElseThrow();
        List<HtmlTags.Element> styles = tags.named("style").toList();
        List<HtmlTags.Element> scripts = tags.named("script").toList();
        assertThat(styles).hasSize(1);
        assertThat(scripts).hasSize(1);
        assertThat(policy)
                .isEqualTo(
                        "default-src 'none'; style-src '"
                                + hash(styles.getFirst().content())
                                + "'; script-src '"
                                + hash(scripts.getFirst().content())
                                + "'; base-uri 'none'; form-action 'none'");
        assertThat(page.indexOf("Content-Security-Policy")).isLessThan(page.indexOf("<style>"));
    }

    private static String hash(String text) throws Exception {
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    @Test
    void everyAnchorLeadsToOnePlaceOnThePage() {
        for (String html : List.of(page, measured)) {
            HtmlTags all = HtmlTags.of(html);
            List<String> ids = all.values("id");
            assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9._-]+"));
            assertThat(all.values("href").stream().filter(each -> each.startsWith("#")))
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(ids).contains(each.substring(1)));
            assertThat(all.values("aria-labelledby"))
                    .allSatisfy(each -> assertThat(ids).contains(each.split(" ")));
        }
    }

    @Test
    void everyRecordIsThereWithItsSentenceItsJsonAndItsProof() {
        List<HtmlTags.Element> kept = tags.named("details").toList();
        for (int i = 0; i < 4; i++) {
            String id = "record-" + i;
            assertThat(kept).anyMatch(each -> id.equals(each.attributes().get("id")));
        }
        assertThat(page)
                .contains("href=\"#record-2\"", "the gate's verdict")
                .contains("c2sp.org/tlog-proof@v1", "index 3", "stoplock.local/ledger")
                .contains("href=\"#file-without-requests.txt\"")
                .contains("id=\"file-without-requests.txt\"")
                // what the run did not leave is named and leads nowhere
                .contains("<code>with/gone.json</code>")
                .doesNotContain("#file-with-gone.json");
    }

    @Test
    void noPathOfTheMachineAndNoTokenStandsInIt() {
        for (String html : List.of(page, measured)) {
            assertThat(html)
                    .doesNotContain(TOKEN)
                    .doesNotContain("/tmp/", "/root", "/home/", "payroll", "alice", "/data/")
                    .contains("0f1e…", LeftOut.PATH);
        }
        assertThat(page).contains("so these are not all of its bytes");
    }

    @Test
    void everyMailAddressLiesUnderANameThatIsReserved() {
        Matcher address = Pattern.compile("[\\w.+-]+@([\\w-]+(?:\\.[\\w-]+)*)").matcher(page);
        int found = 0;
        while (address.find()) {
            String domain = address.group(1);
            // a package and its version have the same sign between them
            if (domain.matches("v?[0-9.]+.*")) {
                continue;
            }
            assertThat(domain).matches(".*\\.(example|test)");
            found++;
        }
        assertThat(found).isPositive();
    }

    @Test
    void whatIsHostileIsPlainTextAndWhatIsUnseenIsShown() {
        assertThat(page)
                .contains("&lt;script&gt;alert('record')&lt;/script&gt;")
                .contains("&lt;script&gt;alert('title')&lt;/script&gt;")
                .contains("title=\"right-to-left override\">U+202E</span>")
                .contains("x".repeat(4096));
        assertThat(page.codePoints())
                .noneMatch(c ->
                        Character.getType(c) == Character.FORMAT
                                || Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    @Test
    void aFreshReaderFindsTheAnswers() {
        String text = page.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
        assertThat(text)
                .contains("Who was fooled?", "Why did the usual guards not help?")
                .contains("Which line changed?", "What would have helped?")
                .contains("What would not have helped?")
                .contains("Bcc: 'archive@collector.example',")
                .contains("What would have stopped it", "host allowlist", "the agent's own log")
                .contains("Nothing has left for the stranger.")
                .contains(
                        "Nothing was measured before this page",
                        "stoplock story postmark-mcp --table")
                .contains("What is real, and what is our reconstruction");
        assertThat(measured)
                .doesNotContain("Nothing was measured before this page")
                .contains("id=\"cell-pin-A\"");
    }

    @Test
    void eachControlNamesItsLimitItsSwitchAndItsLastProofOrWhyThereIsNone() throws Exception {
        String text = page.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
        assertThat(text)
                .contains("servers.NAME.modes.contract", "detectors.first-recipient")
                .contains("Last proof: denied")
                .contains("Last proof. None in this run: its limit was not reached.")
                .doesNotContain("nothing for it to act on")
                .contains("Last proof. None in this run: nobody asked for it.");
        List<Control> all = Telling.bundled().atlas().controls();
        // once each, at its own place; a component's panel names the limit and leads there
        assertThat(count(text, "Switched by."))
                .isEqualTo(
                        (int)
                                all.stream()
                                        .filter(each -> each.presence() != Presence.NOT_YET)
                                        .count());
        assertThat(count(text, "Its limit.")).isGreaterThan(all.size());
    }

    @Test
    void whatOnlyNarrowsARiskIsNotSaidToKeepItAway() {
        String text = page.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
        String leak = text.substring(text.indexOf("External API the real world"));
        assertThat(leak).contains("Does not keep it away, makes it smaller: ○ A list of reachable");
        assertThat(text).doesNotContain("Answered by");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void whatACellPointsAtIsThereAsLongAsItsRunIsKept() throws Exception {
        Home home = new Home(Files.createDirectories(folder.resolve("1a2b/home")));
        try (Ledger ledger =
                Ledger.open(home.ledger(), home.keys(), "measured.example", Clock.systemUTC())) {
            for (String sentence : List.of("first", "of /home/alice </summary><script>")) {
                ledger.append(
                        new Event.Found(
                                new RuleId("test.sample"),
                                Severity.INFO,
                                null,
                                null,
                                sentence,
                                List.of(),
                                null));
            }
        }
        Files.writeString(folder.resolve("1a2b/mails.json"), "[\"held by /root/nobody\"]");
        String html = new String(OneFile.of(export(RUN, Tables.hostile(), folder)), UTF_8);
        HtmlTags all = HtmlTags.of(html);
        assertThat(all.values("id"))
                .doesNotHaveDuplicates()
                .contains("measured-1a2b-1", "measured-1a2b-mails.json");
        assertThat(all.values("href")).contains("#measured-1a2b-1", "#measured-1a2b-mails.json");
        assertThat(html)
                .contains("measured.example+")
                .contains("[\"held by " + LeftOut.PATH + "\"]")
                .doesNotContain("/root", "alice");
        assertThat(all.named("script")).hasSize(1);
        assertThat(HtmlTags.of(measured).values("href"))
                .noneMatch(each -> each.startsWith("#measured-"));
        Path mails = folder.resolve("1a2b/mails.json");
        Files.delete(mails);
        Files.createSymbolicLink(mails, RUN.resolve("case.json").toAbsolutePath());
        assertThat(new String(OneFile.of(export(RUN, Tables.hostile(), folder)), UTF_8))
                .doesNotContain("measured-1a2b-mails.json");
    }

    @Test
    void aRecordThatIsNotTheOneThatWasSignedIsNotExported() throws Exception {
        for (UnaryOperator<String> change :
                List.<UnaryOperator<String>>of(
                        text -> text.replace("customer@client.example", "nobody@client.example"),
                        text -> text.replace("\\nindex 2\\n", "\\nindex 3\\n"),
                        text -> text.replace("\"verdict\":\"deny\"", "\"verdict\":\"allow\""),
                        text ->
                                text.replaceFirst(
                                        "local/ledger\\\\n4\\\\n", "local/ledger\\\\n5\\\\n"))) {
            Path run = changed(change);
            Refused refused =
                    catchThrowableOfType(Refused.class, () -> OneFile.of(export(run, null)));
            assertThat(refused).isNotNull();
            assertThat(refused.refusal().exit()).isEqualTo(Refusal.Exit.LEDGER);
            assertThat(refused.refusal().sentence()).contains("is not the one that was signed");
        }
    }

    @Test
    void aDocumentThatIsNotWholeIsRefusedAndSaysWhatItLacksAndWhatToDo() throws Exception {
        Json.Obj whole = new KeptRun(RUN).document();
        for (String member : List.of("proofs", "records", "checkpoint", "variantSays")) {
            Path run = changed(text -> JsonWriter.compact(whole.with(member, Json.NULL)));
            Refused refused =
                    catchThrowableOfType(Refused.class, () -> OneFile.of(export(run, null)));
            assertThat(refused).as(member).isNotNull();
            assertThat(refused.refusal().rule().toString()).contains("story.export");
            assertThat(refused.refusal().sentence())
                    .contains(run.toString(), "case.json is not whole", "lacks " + member);
            assertThat(refused.refusal().hint()).contains("play it again");
        }
        // a record whose proof is not there, and a table that is none
        Path run = changed(text -> text.replace("\"proof\":\"c2sp", "\"prove\":\"c2sp"));
        assertThatThrownBy(() -> OneFile.of(export(run, null)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("lacks proof");
        Json.Obj table = Tables.hostile().with("cells", Json.NULL);
        assertThatThrownBy(() -> OneFile.of(export(RUN, table)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the measured table cannot be shown");
    }

    @Test
    void aDocumentThatRefersToWhatIsNotThereOrLiesElsewhereIsNotExported() throws Exception {
        for (UnaryOperator<String> change :
                List.<UnaryOperator<String>>of(
                        text -> text.replace("\"record\":2", "\"record\":77"),
                        text -> text.replace("without/requests.txt", "without/../../../etc/passwd"),
                        text -> text.replace("without/requests.txt", "/etc/passwd"),
                        text -> text.replace("stoplock.case/1", "stoplock.case/2"),
                        text -> "[" + text + "]",
                        text -> text.substring(0, text.length() / 2))) {
            Path run = changed(change);
            assertThatThrownBy(() -> OneFile.of(export(run, null)))
                    .isInstanceOfAny(IOException.class, Refused.class);
        }
    }

    @Test
    void aFileThatIsALinkIsNotFollowed() throws Exception {
        Path run = changed(UnaryOperator.identity());
        Path secret = Files.writeString(folder.resolve("secret.txt"), "not of this run");
        Path link = run.resolve("without/tree-diff.txt");
        Files.delete(link);
        Files.createSymbolicLink(link, secret);
        assertThat(render(run, null)).doesNotContain("not of this run");
    }

    @Test
    void aPageThatWouldStillNameTheMachineIsNotWritten() throws Exception {
        CaseExport whole = export(RUN, null);
        CaseExport careless =
                new CaseExport(
                        whole.view(),
                        whole.records(),
                        whole.files(),
                        whole.measuredRecords(),
                        whole.measuredFiles(),
                        whole.checkpoint(),
                        whole.key(),
                        new LeftOut(List.of("archive@collector.example"), List.of()));
        assertThatThrownBy(() -> OneFile.of(careless))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not written");
    }

    /** A copy of the run whose document is changed. */
    private Path changed(UnaryOperator<String> change) throws IOException {
        Path copy = Files.createTempDirectory(folder, "run");
        Files.createDirectory(copy.resolve("without"));
        for (String name : List.of("requests.txt", "client-configuration.txt", "tree-diff.txt")) {
            Files.copy(RUN.resolve("without").resolve(name), copy.resolve("without").resolve(name));
        }
        String before = Files.readString(RUN.resolve("case.json"));
        String after = change.apply(before);
        Files.writeString(copy.resolve("case.json"), after);
        return copy;
    }

    @Test
    void whatIsLeftOutIsJustThat() {
        LeftOut leftOut =
                LeftOut.of(
                        List.of(
                                "POST / HTTP/1.1\r\nauthorization:  Bearer re_123456789\r\n\r\nAuthorization of x: none"),
                        List.of("/data/my home", "/"));
        assertThat(leftOut.tokens()).containsExactly("re_123456789");
        assertThat(leftOut.in("key re_123456789, at /data/my home/cases/x.json: gone"))
                .isEqualTo("key re_1…, at " + LeftOut.PATH + " gone");
        for (String kept :
                List.of(
                        "POST /email to api.postmarkapp.com:443",
                        "https://genai.owasp.org/home/page",
                        "homes/a",
                        "./tmp/x",
                        "/data/my homestead",
                        "1/2")) {
            assertThat(leftOut.in(kept)).isEqualTo(kept);
            assertThat(leftOut.isAbsentFrom(kept)).isTrue();
        }
        Json whole =
                leftOut.in(
                        Json.object()
                                .put("a", "/Users/Jo Doe/notes")
                                .put("/root/x", Json.strings(List.of("in /tmp")))
                                .build());
        assertThat(JsonWriter.compact(whole))
                .isEqualTo(
                        "{\"a\":\"[path left out]\",\"[path left out]\":[\"in [path left out]\"]}");
    }
}
