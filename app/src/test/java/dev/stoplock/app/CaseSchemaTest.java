package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.gate.report.casefile.TableDocument;
import dev.stoplock.lab.truth.Cell;
import dev.stoplock.lab.truth.TruthTable;
import dev.stoplock.lab.truth.Variant;
import dev.stoplock.lab.truth.Word;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents of a run and of the measured table are of their published schemas. */
class CaseSchemaTest {

    private static final Path SCHEMAS = Path.of("../docs/schema").toAbsolutePath().normalize();

    /** A run of the lab, with hostile texts and fewer records. */
    private static final Path RUN =
            Path.of("../gate/src/test/resources/dev/stoplock/gate/report/casefile/hostile-run")
                    .toAbsolutePath()
                    .normalize();

    static List<String> wrong(String schema, JsonNode document) throws Exception {
        JsonNode root = Rig.JSON.readTree(Files.readString(SCHEMAS.resolve(schema)));
        List<String> wrong = new ArrayList<>();
        new Schema(root, wrong).check("$", root, document);
        return wrong;
    }

    @Test
    void aRunIsOfItsSchemaAndASpoiltOneIsNot() throws Exception {
        String document = Files.readString(RUN.resolve("case.json"));
        assertThat(wrong("case-1.json", Rig.JSON.readTree(document))).isEmpty();
        String spoilt =
                document.replace("\"side\":\"without\"", "\"side\":\"both\"")
                        .replace("\"asked\":", "\"aksed\":")
                        .replace("\"variant\":\"A\"", "\"variant\":\"E\"")
                        .replace("without/requests.txt", "../requests.txt");
        assertThat(wrong("case-1.json", Rig.JSON.readTree(spoilt)))
                .anyMatch(each -> each.contains("side"))
                .anyMatch(each -> each.contains("aksed"))
                .anyMatch(each -> each.contains("variant"))
                .anyMatch(each -> each.contains("file"));
    }

    @Test
    void aTableIsOfItsSchemaWhateverItsWordsAndThePageReadsIt() throws Exception {
        List<Cell> cells = new ArrayList<>();
        Variant[] variants = Variant.values();
        for (Word word : Word.values()) {
            cells.add(
                    new Cell(
                            "control-" + word.word(),
                            variants[word.ordinal() % variants.length],
                            word,
                            4,
                            3,
                            2,
                            1,
                            Instant.EPOCH,
                            List.of(
                                    new Cell.Evidence.InFile(
                                            Path.of("/lab/0a1b/mails.json"), "of the mailbox"),
                                    new Cell.Evidence.InLedger(
                                            Path.of("/lab/0a1b/home"), 42, "of the ledger"))));
        }
        TruthTable table =
                new TruthTable("sha256:" + "0".repeat(64), Instant.EPOCH, 7, List.copyOf(cells));
        String json = JsonWriter.compact(table.json());
        assertThat(wrong("truth-table-1.json", Rig.JSON.readTree(json))).isEmpty();
        assertThat(
                        wrong(
                                "truth-table-1.json",
                                Rig.JSON.readTree(
                                        json.replace("\"stopped\",\"asked\"", "\"safe\",\"asked\"")
                                                .replace("\"kind\":\"file\"", "\"kind\":\"link\"")
                                                .replace("cleanLost", "lost"))))
                .anyMatch(each -> each.contains("result"))
                .anyMatch(each -> each.contains("kind"))
                .anyMatch(each -> each.contains("cleanLost"));
        TableDocument read = TableDocument.of(table.json());
        assertThat(read.cells()).hasSize(Word.values().length);
        assertThat(read.cells().getFirst().evidence().getLast().run()).isEqualTo("0a1b");
    }
}
