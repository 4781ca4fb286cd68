package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.gate.port.Stories;
import dev.stoplock.lab.truth.Cell;
import dev.stoplock.lab.truth.Control;
import dev.stoplock.lab.truth.TruthTable;
import dev.stoplock.lab.truth.Variant;
import dev.stoplock.lab.world.Playing;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The truth table, measured whole, and again with each control broken. */
@Tag("full")
class TruthTableTest {

    private static final long SEED = 3;

    /** What the project expects; the measuring code does not know it. */
    private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("none", "blind blind blind blind");
        EXPECTED.put("pin", "stopped blind stopped stopped");
        EXPECTED.put("contract", "stopped stopped stopped stopped");
        // a setting makes the default contract explain the strangers: what was learned of the tool,
        // one recipient and no copy, stands alone; B is asked at the first review, and nobody types
        // it
        EXPECTED.put("learned-contract", "stopped stopped stopped stopped");
        // what has no version before it is compared with nothing
        EXPECTED.put("behaviour-diff", "stopped blind stopped stopped");
        EXPECTED.put("recipients", "stopped stopped blind stopped");
        EXPECTED.put("credential", "bounded bounded bounded bounded");
        EXPECTED.put("hosts", "blind blind blind blind");
        // the copy is one field more in the one request, of the one tool, that has to be granted
        EXPECTED.put("requests", "blind blind blind blind");
        EXPECTED.put("tool-grants", "blind blind blind blind");
        EXPECTED.put("settings", "blind blind blind blind");
        EXPECTED.put("record", "recorded recorded recorded recorded");
        EXPECTED.put("first-seen", "seen blind seen seen");
        EXPECTED.put("scripts-off", "blind blind blind blind");
        EXPECTED.put("client-approval", "blind blind blind blind");
        EXPECTED.put("agent-log", "blind blind blind blind");
    }

    /** One for the whole class: the runs without any control are the same in every test. */
    @TempDir static Path store;

    private static TruthTable measure(
            List<String> stoplock, List<Control> controls, List<Variant> variants)
            throws Exception {
        PrintStream quiet = new PrintStream(new ByteArrayOutputStream());
        Stories.Request request =
                new Stories.Request(
                        SEED, null, true, null, stoplock, System.getenv(), store, quiet, quiet);
        try (Playing playing = Playing.open(request)) {
            return TruthTable.measure(
                    playing.stage(),
                    store.resolve(String.valueOf(stoplock.hashCode())),
                    controls,
                    variants,
                    playing::opened,
                    line -> {});
        }
    }

    @Test
    void eachCellIsWhatTheProjectExpects() throws Exception {
        TruthTable table =
                measure(BrokenControlsMain.self("nothing"), Control.ALL, List.of(Variant.values()));
        Map<String, String> words = new LinkedHashMap<>();
        for (Control control : Control.ALL) {
            words.put(
                    control.id(),
                    table.cells().stream()
                            .filter(cell -> cell.control().equals(control.id()))
                            .map(cell -> cell.word().word())
                            .collect(Collectors.joining(" ")));
        }
        assertThat(words).isEqualTo(EXPECTED);
        assertThat(table.cells()).hasSize(64).allSatisfy(TruthTableTest::assertEvidence);
        for (String control : List.of("contract", "learned-contract")) {
            assertThat(cell(table, control, Variant.D))
                    .satisfies(cell -> assertThat(cell.intended()).isBetween(1, cell.asked() - 1));
        }
        assertThat(cell(table, "behaviour-diff", Variant.D))
                .as("the old version goes on, and loses nothing")
                .satisfies(cell -> assertThat(cell.intended()).isEqualTo(cell.asked()));
    }

    private static Cell cell(TruthTable table, String control, Variant variant) {
        return table.cells().stream()
                .filter(each -> each.control().equals(control) && each.variant() == variant)
                .findFirst()
                .orElseThrow();
    }

    private static void assertEvidence(Cell cell) {
        assertThat(cell.cleanLost()).isZero();
        assertThat(cell.evidence()).hasSizeGreaterThanOrEqualTo(3);
        for (Cell.Evidence evidence : cell.evidence()) {
            switch (evidence) {
                case Cell.Evidence.InFile(Path file, String says) ->
                        assertThat(Files.isRegularFile(file)).as(says).isTrue();
                case Cell.Evidence.InLedger(Path home, long index, String says) -> {
                    assertThat(home.resolve("ledger/log/checkpoint")).exists();
                    assertThat(index).as(says).isPositive();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} broken: {2}")
    @CsvSource({
        "pin, stopped, blind",
        "contract, stopped, blind",
        "learned-contract, stopped, blind",
        "behaviour-diff, stopped, blind",
        "recipients, stopped, blind",
        "credential, bounded, blind",
        "hosts, blind, broken",
        "requests, blind, broken",
        "tool-grants, blind, broken",
        "settings, blind, broken",
        "record, recorded, blind",
        "first-seen, seen, blind"
    })
    void aBrokenControlChangesItsCell(String control, String whole, String broken)
            throws Exception {
        assertThat(EXPECTED.get(control)).startsWith(whole);
        TruthTable table =
                measure(
                        BrokenControlsMain.self(control),
                        List.of(Control.of(control).orElseThrow()),
                        List.of(Variant.A));
        assertThat(cell(table, control, Variant.A).word().word()).isEqualTo(broken);
    }
}
