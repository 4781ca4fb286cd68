package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.InclusionProof;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code stoplock incident} on a home with a real history, whose daemon is down. */
final class IncidentTest {

    private static final String HOSTILE = "Free\u001b[2J\u202Eecioff\u009b31m \u2028invoice";
    private static final String LONG =
            "a-very-long-mailbox-name-that-nobody-asked-for-00000001@"
                    + "a-very-long-name-of-a-collector.of-addresses.example";

    private static Rig rig;
    private static String text;
    private static JsonNode json;
    private static Json.Obj exact;

    @BeforeAll
    static void aServerThatWasWatchedAndThenReplaced() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        McpClient strict = rig.run(Rig.SERVER);
        assertThat(
                        rig.call(strict, Rig.asking(mail(Rig.POSTMARK, "\"Subject\":\"fine\"")))
                                .reached())
                .isEqualTo(1);
        assertThat(
                        rig.call(strict, Rig.asking(copy(Rig.POSTMARK, "held back", Rig.STRANGER)))
                                .reached())
                .isZero();
        String key = "  \"postmark-mcp\":\n";
        String yaml = Files.readString(rig.configFile());
        assertThat(yaml).contains(key);
        Files.writeString(
                rig.configFile(), yaml.replace(key, key + "    modes: {contract: report}\n"));
        Rig.Ran added =
                rig.add(
                        "1.0.16",
                        Rig.SERVER,
                        "--replace",
                        "--by",
                        "hasty\u001b[1m",
                        "--why",
                        "new");
        assertThat(added.exit()).as("%s", added).isZero();
        McpClient lax = rig.run(Rig.SERVER, "--agent", "watched-agent");
        assertThat(rig.call(lax, Rig.asking(copy(Rig.POSTMARK, HOSTILE, Rig.STRANGER))).reached())
                .isEqualTo(1);
        assertThat(rig.call(lax, Rig.asking(copy(Rig.POSTMARK, "again", LONG))).reached())
                .isEqualTo(1);
        String lost =
                "[{\"op\":\"mail\",\"host\":\"api.resend.com\",\"body\":"
                        + Rig.JSON.writeValueAsString(
                                "{\"from\":\"billing@shop.example\",\"to\":\"customer@client.example\","
                                        + "\"bcc\":\"archive@collector.example\",\"subject\":\"lost\",\"text\":\"play-two-lengths\"}")
                        + "}]";
        assertThat(rig.call(lax, Rig.asking(lost)).reached()).isEqualTo(1);
        rig.down();
        Rig.Ran told = rig.cli("incident", Rig.SERVER);
        assertThat(told.exit()).as("%s", told).isZero();
        text = told.out();
        Rig.Ran ran = rig.cli("incident", Rig.SERVER, "--json", "--since", "1h");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out().lines()).hasSize(1);
        json = Rig.JSON.readTree(ran.out());
        exact = object(ran.out());
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static String mail(String host, String more) throws Exception {
        return "[{\"op\":\"mail\",\"host\":\""
                + host
                + "\",\"body\":"
                + Rig.JSON.writeValueAsString(
                        "{\"From\":\"billing@shop.example\",\"To\":\"customer@client.example\",\"TextBody\":\"x\","
                                + more
                                + "}")
                + "}]";
    }

    private static String copy(String host, String subject, String bcc) throws Exception {
        return mail(
                host,
                "\"Subject\":" + Rig.JSON.writeValueAsString(subject) + ",\"Bcc\":\"" + bcc + "\"");
    }

    @Test
    void theFirstLineSaysWhatLeftAndTheNextWhoHasIt() {
        List<String> lines = text.lines().toList();
        assertThat(unwrapped(text))
                .startsWith(headline())
                .matches(
                        "2 mails carried a recipient nobody asked for, 1 more may have, [^,]+ UTC .*");
        int who = lines.indexOf("who got what they should not");
        assertThat(who).isBetween(1, 8);
        assertThat(lines.subList(who + 1, who + 7))
                .contains("  " + Rig.STRANGER, "  " + LONG)
                .anyMatch(line -> line.contains("1 mail, 1 mail that may have left as Bcc"));
    }

    @Test
    void itTellsWhatWasDeniedWhatIsInDoubtWhichSecretAndWhichVersion() {
        assertThat(text.replaceAll("\\s+", " "))
                .contains("left against a rule, since its mode let it go")
                .contains("deny, let go by mode report: contract.recipient: ")
                .contains("asked by watched-agent (self-declared)")
                .contains("in doubt: each of these may have left")
                .contains("denied: nothing of these left", "\"held back\"")
                .contains("left as asked: 1 mail in 1 request", "\"fine\"")
                .contains("POSTMARK_TOKEN for api.postmarkapp.com:443: put in 3 times")
                .contains("RESEND_API_KEY for api.resend.com:443: put in once")
                .contains("install -m 600 /dev/stdin", "home/secrets/POSTMARK_TOKEN")
                .contains("in Postmark, open the server", "in Resend, open API Keys")
                .contains("npm:postmark-mcp@1.0.15", "over npm:postmark-mcp@1.0.15 by hasty")
                .contains("after it was accepted: contract.recipient, let go;")
                .contains(" quarantine postmark-mcp", " explain ", " verify")
                .contains("its mode is report: to stop it");
    }

    @Test
    void whatAServerWroteIsVisibleAndNothingIsCut() {
        assertThat(text.replace("\n", "")).doesNotMatch("(?s).*[\\p{C}\\p{Zl}\\p{Zp}].*");
        assertThat(text).contains("\"Free\uFFFD[2J\uFFFDecioff").contains(LONG);
        for (String line : text.lines().toList()) {
            boolean whole = List.of(line.split(" ")).stream().anyMatch(word -> word.length() > 50);
            boolean copied = line.contains(" --home ");
            assertThat(copied || whole || line.length() <= 80).as(line).isTrue();
        }
    }

    @Test
    void theJsonIsOfItsSchema() throws Exception {
        Path file = Path.of("../docs/schema/incident-1.json").toAbsolutePath().normalize();
        JsonNode schema = Rig.JSON.readTree(Files.readString(file));
        List<String> wrong = new ArrayList<>();
        new Schema(schema, wrong).check("$", schema, json);
        assertThat(wrong).isEmpty();
        assertThat(json.path("schema").asText()).isEqualTo("stoplock.incident/1");
    }

    @Test
    void theSchemaSeesWhatIsNotOfIt() throws Exception {
        Path file = Path.of("../docs/schema/incident-1.json").toAbsolutePath().normalize();
        JsonNode schema = Rig.JSON.readTree(Files.readString(file));
        List<String> wrong = new ArrayList<>();
        String spoilt =
                json.toString()
                        .replace("\"fate\":\"left\"", "\"fate\":\"gone\"")
                        .replace("\"address\":", "\"adress\":");
        new Schema(schema, wrong).check("$", schema, Rig.JSON.readTree(spoilt));
        assertThat(wrong)
                .anyMatch(each -> each.contains("fate"))
                .anyMatch(each -> each.contains("address"));
    }

    @Test
    void theJsonCountsAndNamesTheSame() {
        assertThat(json.at("/counts/mailsNotAsked").asInt()).isEqualTo(2);
        assertThat(json.at("/counts/mailsNotAskedInDoubt").asInt()).isEqualTo(1);
        assertThat(json.at("/counts/denied").asInt()).isEqualTo(1);
        Set<String> addresses = new TreeSet<>();
        json.path("notAsked").forEach(each -> addresses.add(each.path("address").asText()));
        assertThat(addresses).containsExactly(LONG, Rig.STRANGER);
        assertThat(unwrapped(text)).startsWith(headline() + " ");
    }

    /** As one line: where it is broken depends on whether the mails left within one minute. */
    private static String unwrapped(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** The sentence without what {@code --since} adds. */
    private static String headline() {
        return json.path("sentence").asText().replaceFirst(", since .*", "");
    }

    @Test
    void eachNamedRecordIsProvenUnderTheOneCheckpoint() throws Exception {
        NoteKey key = NoteKey.parse(Files.readString(rig.home.resolve("keys/ledger.vkey")).strip());
        assertThat(json.at("/checkpoint/key").asText()).isEqualTo(key.text());
        String note = json.at("/checkpoint/note").asText();
        assertThat(Checkpoint.open(note, key))
                .isInstanceOfSatisfying(
                        Checkpoint.Opened.Good.class,
                        good ->
                                assertThat(good.checkpoint().root().toString())
                                        .isEqualTo(json.at("/checkpoint/root").asText()));
        Set<String> proven = new TreeSet<>();
        assertThat(exact.at("records")).isInstanceOf(Json.Arr.class);
        for (Json each :
                ((Json.Arr) java.util.Objects.requireNonNull(exact.at("records"))).items()) {
            Json.Obj record = (Json.Obj) each;
            String proof = String.valueOf(record.text("proof"));
            assertThat(proof).endsWith("\n\n" + note);
            assertThat(parsed(proof, note).proves(leaf(record), key)).as("%s", record).isTrue();
            Json.Obj other = record.with("at", Json.of("2026-01-01T00:00:00Z"));
            assertThat(parsed(proof, note).proves(leaf(other), key)).isFalse();
            proven.add(String.valueOf(record.text("index")));
        }
        for (String where : List.of("exchanges", "secrets", "notAsked")) {
            json.path(where)
                    .forEach(each ->
                            each.path("records")
                                    .forEach(index -> assertThat(proven).contains(index.asText())));
        }
        text.lines()
                .flatMap(line ->
                        java.util.regex.Pattern.compile("#([0-9]+)").matcher(line).results())
                .forEach(index -> assertThat(proven).contains(index.group(1)));
    }

    private static byte[] leaf(Json.Obj record) {
        Map<String, Json> members = new LinkedHashMap<>(record.members());
        members.remove("proof");
        return JsonWriter.canonicalBytes(new Json.Obj(members));
    }

    /** C2SP tlog-proof: a header, the index, a hash a line, an empty line, the checkpoint. */
    private static InclusionProof parsed(String proof, String note) {
        List<String> lines = proof.lines().toList();
        List<Digest> path =
                lines.subList(2, lines.indexOf("")).stream()
                        .map(line ->
                                Digest.of(
                                        Digest.Algorithm.SHA256, Base64.getDecoder().decode(line)))
                        .toList();
        return new InclusionProof(
                Long.parseLong(lines.get(1).substring("index ".length())), path, note);
    }

    @Test
    void sinceLeavesOutWhatCameBefore() throws Exception {
        Rig.Ran ran = rig.cli("incident", Rig.SERVER, "--since", "2100-01-01T00:00:00Z");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .startsWith(
                        "nothing has left that was not asked for, since 1 Jan 2100 00:00:00 UTC\n")
                .contains("npm:postmark-mcp@1.0.16")
                .doesNotContain(Rig.STRANGER);
    }

    @Test
    void aWrongTimeOrNameIsARefusalOfUsage() throws Exception {
        Rig.Ran ran = rig.cli("incident", Rig.SERVER, "--since", "yesterday");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("cli.usage: not a time: expected");
        Rig.Ran unknown = rig.cli("incident", "postmark");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("incident.unknown: no record of this home's ledger")
                .contains("hint: its servers are: postmark-mcp");
    }

    @Test
    void withItsBodiesErasedItSaysWhatIsKnownAndWhatIsNot() throws Exception {
        Path bodies = rig.home.resolve("ledger/bodies");
        Path away = rig.home.resolve("ledger/erased");
        Files.move(bodies, away);
        try {
            Rig.Ran ran = rig.cli("incident", Rig.SERVER);
            assertThat(ran.exit()).as("%s", ran).isZero();
            assertThat(ran.out())
                    .startsWith("2 mails carried a recipient nobody asked for, 1 more may have")
                    .contains(
                            "  " + Rig.STRANGER, "erased: subject and roles are not known any more")
                    .doesNotContain("held back");
        } finally {
            Files.move(away, bodies);
        }
    }

    @Test
    void aLedgerThatDoesNotVerifyIsRefusedAndNothingOfItIsTold() throws Exception {
        String atoms = "";
        for (JsonNode record : rig.records()) {
            atoms = record.path("atoms").asText(atoms);
        }
        String hex = atoms.substring(atoms.indexOf(':') + 1);
        Path body = rig.home.resolve("ledger/bodies").resolve(hex.substring(0, 2)).resolve(hex);
        Path entries = rig.home.resolve("ledger/log/checkpoint");
        for (Path file : List.of(body, entries)) {
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[bad.length - 3] ^= 1;
            Files.write(file, bad);
            Rig.Ran ran = rig.cli("incident", Rig.SERVER, "--json");
            Files.write(file, good);
            assertThat(ran.exit()).as("%s: %s", file, ran).isEqualTo(6);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).contains("ledger.altered: ");
        }
    }

    private static Json.Obj object(String line) {
        JsonResult read = JsonReader.read(line.getBytes(UTF_8), JsonLimits.MESSAGE);
        assertThat(read).isInstanceOf(JsonResult.Parsed.class);
        return (Json.Obj) ((JsonResult.Parsed) read).value();
    }
}
