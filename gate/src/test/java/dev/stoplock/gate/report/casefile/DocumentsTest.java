package dev.stoplock.gate.report.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents of a run and of a table, as the lab writes them and as somebody else might. */
class DocumentsTest {

    private static final Path RUN =
            Path.of("src/test/resources/dev/stoplock/gate/report/casefile/hostile-run");

    private static Json.Obj run() throws IOException {
        return new KeptRun(RUN).document();
    }

    @Test
    void aRunIsReadWithItsRecordsByTheirPlaceInTheLog() throws Exception {
        CaseDocument run = CaseDocument.of(run());
        assertThat(run.records()).containsOnlyKeys(0L, 1L, 2L, 3L);
        assertThat(run.artefacts("verdict").getFirst().record()).isEqualTo(2);
        assertThat(run.without().stranger()).isEqualTo(4);
        assertThat(run.outcome()).isEqualTo("Nothing has left for the stranger.");
        assertThat(run.counts("server")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema",
                "build",
                "date",
                "seed",
                "variant",
                "stranger",
                "on",
                "off",
                "without",
                "with",
                "artefacts",
                "numbers",
                "proofs",
                "checkpoint",
                "key",
                "records"
            })
    void aRunThatLacksSomethingOrHasAnotherKindOfItIsNone(String member) throws Exception {
        for (Json other :
                List.of(
                        Json.NULL,
                        Json.of("no \u202E date"),
                        Json.of(-1),
                        new Json.Num("1e400"),
                        new Json.Num("99999999999"),
                        new Json.Arr(List.of(Json.of(1))),
                        new Json.Obj(Map.of("asked", Json.of(1))))) {
            Json.Obj broken = run().with(member, other);
            if (!(other instanceof Json.Str) || !isFree(member)) {
                assertThatThrownBy(() -> CaseDocument.of(broken))
                        .as("%s", JsonWriter.compact(other))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Any text is one of these; whoever shows it makes it plain. */
    private static boolean isFree(String member) {
        return List.of("build", "stranger", "checkpoint", "key").contains(member);
    }

    @Test
    void moreMailsThanAnIntHoldsAreNoNumberOfMails() throws Exception {
        Json.Obj side =
                Json.object()
                        .put("asked", 4_294_967_296L)
                        .put("intended", 0)
                        .put("stranger", 0)
                        .put("denied", 0)
                        .build();
        Json.Obj broken = run().with("with", side);
        assertThatThrownBy(() -> CaseDocument.of(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("asked");
    }

    @Test
    void aRecordThatIsThereTwiceMakesNoRun() throws Exception {
        List<Json.Obj> records = CaseDocument.objects(run(), "records");
        Json first = records.getFirst();
        Json.Obj broken = run().with("records", new Json.Arr(List.of(first, first)));
        assertThatThrownBy(() -> CaseDocument.of(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void aTableIsRead() {
        TableDocument table = TableDocument.of(Tables.hostile());
        assertThat(table.controls()).containsExactly("none", "pin", "contract", "hosts");
        TableDocument.Cell cell = table.cell("pin", "B").orElseThrow();
        assertThat(cell.word()).isEqualTo("stopped");
        assertThat(cell.rank()).isZero();
        assertThat(cell.evidence().getFirst().run()).isEqualTo("1a2b");
        assertThat(cell.evidence().getFirst().index()).isEqualTo(1);
        assertThat(cell.evidence().getLast().file()).isEqualTo("mails.json");
    }

    @Test
    void theWordsOfATableAreToldFromThoseThatNoCellHas() {
        Json.Obj cells =
                Tables.hostile()
                        .with(
                                "cells",
                                new Json.Arr(
                                        List.of(Tables.cell("pin", "A"), Tables.cell("pin", "B"))));
        TableDocument table = TableDocument.of(cells);
        assertThat(table.words(true))
                .extracting(TableDocument.Meaning::id)
                .containsExactly("stopped");
        assertThat(table.words(false))
                .extracting(TableDocument.Meaning::id)
                .containsExactly("blind");
        assertThat(table.rows(table.words().getFirst(), table.variants().getFirst()))
                .containsExactly("pin");
        assertThat(table.rows(table.words().getLast(), table.variants().getFirst())).isEmpty();
    }

    @Test
    void aTableWithACellTwiceAWordThatIsNoneOrAnOddNameIsNone() {
        Json.Obj good = Tables.hostile();
        Json.Obj cell = Tables.cell("pin", "A");
        for (Json.Obj bad :
                List.of(
                        cell.with("result", Json.of("Stopped")),
                        cell.with("result", Json.of("")),
                        cell.with("control", Json.of("pin\" onclick=\"x")),
                        cell.with("control", Json.of("\u202Enip")),
                        cell.with("variant", Json.of("")),
                        cell.with("stranger", new Json.Num("-1")),
                        cell.with("stranger", new Json.Num("4.0")),
                        cell.with("ran", Json.of("yesterday")),
                        cell.with("evidence", new Json.Arr(List.of(Json.of("x")))),
                        cell.with("evidence", evidence("/x/\u202E/mails.json")),
                        cell.with("evidence", evidence("/")),
                        cell.with("evidence", evidence("\0")))) {
            Json.Obj broken = good.with("cells", new Json.Arr(List.of(bad)));
            assertThatThrownBy(() -> TableDocument.of(broken))
                    .as("%s", JsonWriter.compact(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Json.Obj twice = good.with("cells", new Json.Arr(List.of(cell, cell)));
        assertThatThrownBy(() -> TableDocument.of(twice)).hasMessageContaining("twice");
        Json.Obj odd = good.with("build", Json.of("\u202Ebuild"));
        assertThatThrownBy(() -> TableDocument.of(odd)).hasMessageContaining("build");
    }

    private static Json evidence(String file) {
        return new Json.Arr(
                List.of(
                        Json.object()
                                .put("kind", "file")
                                .put("file", file)
                                .put("says", "x")
                                .build()));
    }
}
