package dev.stoplock.core.contract.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.contract.FileForms;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A granted file that an argument names: learned by its bytes, and nothing else passes for it. */
class FileSourceTest {

    private static final String CALL =
            "{'to':'dora@shop.example','subject':'subject of ours','files':['/srv/out/one.csv','/srv/out/two.pdf']}";

    private static NamedFile file(String pointer, String bytes) {
        return new NamedFile.Read(
                pointer, bytes.getBytes(UTF_8).length, Digest.sha256(bytes.getBytes(UTF_8)));
    }

    private static String base64(String bytes) {
        return Base64.getEncoder().encodeToString(bytes.getBytes(UTF_8));
    }

    private static String attached(String name, String type, String content) {
        return "{'Name':'%s','Content':'%s','ContentType':'%s'}".formatted(name, content, type);
    }

    private static String mail(String to, String subject, String... attached) {
        return "POST /email {'From':'shop@shop.example','To':'%s','Subject':'%s','TextBody':'always','Attachments':[%s]}"
                .formatted(to, subject, String.join(",", attached));
    }

    /** Rehearsed with two files, whose names and types follow their paths. */
    private static ModelTool tool() {
        ModelTool tool = new ModelTool("sendFiles");
        for (String each : List.of("ann", "bob")) {
            tool.sample(
                            "{'to':'"
                                    + each
                                    + "@canary.example','subject':'subject canary "
                                    + each
                                    + "','files':['/srv/out/"
                                    + each
                                    + "1.csv','/srv/out/"
                                    + each
                                    + "2.png']}",
                            mail(
                                    each + "@canary.example",
                                    "subject canary " + each,
                                    attached(each + "1.csv", "text/csv", base64("rows " + each)),
                                    attached(each + "2.png", "image/png", base64("dots " + each))))
                    .files(file("/files/0", "rows " + each), file("/files/1", "dots " + each));
        }
        return tool.naming(file("/files/0", "the first"), file("/files/1", "the second"));
    }

    private static List<String> judged(String... attached) {
        return tool().judged(CALL, mail("dora@shop.example", "subject of ours", attached));
    }

    @Test
    void itIsLearnedWithItsNameAndItsType() {
        assertThat(tool().clauses(0))
                .contains(
                        "body/attachments/*/content: file at \"/files/*\" via \"base64\"",
                        "body/attachments/*/name: argument \"/files/*\" via \"last part of a path\"",
                        "body/attachments/*/contenttype: argument \"/files/*\" via \"media type of a file's name\"");
        assertThat(tool().asked()).isEmpty();
    }

    @Test
    void theFilesThatTheCallNamesLeaveInTheirPlaces() {
        assertThat(
                        judged(
                                attached("one.csv", "text/csv", base64("the first")),
                                attached("two.pdf", "application/pdf", base64("the second"))))
                .containsExactly("allow");
        assertThat(judged(attached("one.csv", "text/csv", base64("the first"))))
                .containsExactly("allow");
    }

    @ParameterizedTest
    @CsvSource({
        "another granted file, dGhlIHRoaXJk",
        "the file of another place, dGhlIHNlY29uZA==",
        "one byte changed, dGhlIGZpcnN1",
        "a byte added, dGhlIGZpcnN0IQ==",
        "a byte left out, dGhlIGZpcnM=",
        "lines in base64, 'dGhl\\r\\nIGZpcnN0'",
        "without padding of its own, dGhlIGZpcnN0=",
        "as text, the first",
        "the path of the file, /srv/out/one.csv"
    })
    void anythingElseIsDeniedAndNamed(String what, String content) {
        assertThat(judged(attached("one.csv", "text/csv", content)))
                .as(what)
                .singleElement()
                .asString()
                .startsWith("contract.content: server set body/attachments/0/content to ")
                .endsWith(", which is not its file at \"/files/*\" via \"base64\"");
    }

    /** Threat: bits of the last letter that are no byte's, which every reader drops. */
    @Test
    void bitsBehindTheLastByteAreNoPartOfAFile() {
        NamedFile.Read file = (NamedFile.Read) file("/f", "a");
        assertThat(FileForms.via(file, "YQ==")).isEqualTo("base64");
        assertThat(FileForms.via(file, "YR==")).isNull();
        assertThat(FileForms.via(file, "YQ")).isEqualTo("base64url");
        assertThat(FileForms.via(file, "YR")).isNull();
    }

    @Test
    void aFileStandsInAValueAsItsBytesOrAsItsText() {
        String text = "Gr\u00fc\u00dfe";
        NamedFile.Read file = (NamedFile.Read) file("/f", text);
        assertThat(FileForms.via(file, new String(text.getBytes(UTF_8), ISO_8859_1)))
                .isEqualTo("identity");
        assertThat(FileForms.via(file, text)).isEqualTo("text");
        assertThat(FileForms.via(file, text + " ")).isNull();
        NamedFile.Read asked = (NamedFile.Read) file("/f", "what?");
        assertThat(FileForms.via(asked, "what\ud83d")).as("half a letter").isNull();
        assertThat(FileForms.via(asked, "what\u013f")).as("its low byte is a ?").isNull();
    }

    @Test
    void aCallThatNamesNoFileExplainsNone() {
        assertThat(
                        tool().naming()
                                .judged(
                                        CALL,
                                        mail(
                                                "dora@shop.example",
                                                "subject of ours",
                                                attached(
                                                        "one.csv",
                                                        "text/csv",
                                                        base64("the first")))))
                .singleElement()
                .asString()
                .startsWith("contract.content: ");
    }

    @Test
    void aFileThatCouldNotBeReadIsSaidToBe() {
        assertThat(
                        tool().naming(new NamedFile.Unread("/files/0", "is not there"))
                                .judged(
                                        CALL,
                                        mail(
                                                "dora@shop.example",
                                                "subject of ours",
                                                attached(
                                                        "one.csv",
                                                        "text/csv",
                                                        base64("the first")))))
                .singleElement()
                .asString()
                .endsWith("via \"base64\"; the file at /files/0 is not there");
    }

    /** Whatever a lockfile says: who wrote a file would say who gets a mail. */
    @Test
    void noReceiverComesFromAFile() {
        ToolContract learned = tool().learned().contract();
        EffectContract effect = learned.effects().getFirst();
        List<Clause> clauses =
                new ArrayList<>(
                        effect.clauses().stream()
                                .filter(clause -> !clause.path().text().equals("body/to"))
                                .toList());
        clauses.add(
                new Clause(
                        new AtomPath("body/to"),
                        Stream.of("file at \"/files/0\"", "file at \"/files/0\" via \"text\"")
                                .map(ContractText::parse)
                                .toList()));
        ToolContract from =
                new ToolContract(
                        learned.reached(),
                        List.of(
                                new EffectContract(
                                        effect.operation(),
                                        effect.destination(),
                                        effect.times(),
                                        clauses)));
        assertThat(
                        tool().naming(file("/files/0", "eve@collector.example"))
                                .judged(
                                        from,
                                        CALL,
                                        mail("eve@collector.example", "subject of ours")))
                .singleElement()
                .asString()
                .startsWith("contract.recipient: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "file \"/a\"|expected \"at\" and not \"/a\"",
                "file at \"/a\" via \"trim\"|not a way in which a file is sent: trim",
                "file at \"a\"|not a JSON Pointer: a",
                "argument \"/a\" via \"text\"|not a listed transform: text"
            })
    void aLineThatIsNoneIsRefused(String line, String said) {
        assertThatThrownBy(() -> ContractText.parse(line)).hasMessage(said);
    }
}
