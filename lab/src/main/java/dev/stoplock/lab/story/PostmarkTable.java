package dev.stoplock.lab.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import dev.stoplock.lab.truth.Cell;
import dev.stoplock.lab.truth.Control;
import dev.stoplock.lab.truth.TruthTable;
import dev.stoplock.lab.truth.Variant;
import dev.stoplock.lab.truth.Word;
import dev.stoplock.lab.world.Playing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;

/** The control truth table of the postmark-mcp incident, as text or as JSON. */
final class PostmarkTable {

    private static final int CONTROL = 17;
    private static final int CELL = 10;

    private PostmarkTable() {}

    static int measure(Stories.Request request) throws Refused, IOException, InterruptedException {
        PrintStream said = request.err();
        try (Playing playing = Playing.open(request)) {
            TruthTable table =
                    TruthTable.measure(
                            playing.stage(),
                            request.runs(),
                            Control.ALL,
                            List.of(Variant.values()),
                            playing::opened,
                            line -> {
                                said.println("  " + line);
                                said.flush();
                            });
            // beside the runs it was computed from, for whoever shows it
            Files.write(
                    request.runs().resolveSibling("table.json"),
                    JsonWriter.compact(table.json()).getBytes(UTF_8));
            if (request.json()) {
                request.out().println(JsonWriter.compact(table.json()));
            } else {
                print(table, new Page(request.out()));
            }
            request.out().flush();
            return 0;
        } catch (GeneralSecurityException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.certificates",
                    "the lab's certificates cannot be made: " + e.getMessage(),
                    "report it");
        }
    }

    private static void print(TruthTable table, Page page) {
        page.words(
                "what each control alone did against the backdoor of postmark-mcp, measured "
                        + table.date()
                        + " with seed "
                        + table.seed());
        page.blank();
        for (Variant variant : Variant.values()) {
            page.words(variant + "  " + variant.sentence());
        }
        page.blank();
        StringBuilder head = new StringBuilder(pad("", CONTROL));
        for (Variant variant : Variant.values()) {
            head.append(pad(variant.name(), CELL));
        }
        page.command(head.toString().stripTrailing());
        for (Control control : Control.ALL) {
            StringBuilder row = new StringBuilder(pad(control.id(), CONTROL));
            for (Cell cell : of(table, control)) {
                row.append(pad(cell.word().word(), CELL));
            }
            page.command(row.toString().stripTrailing());
        }
        page.blank();
        for (Word word : Word.values()) {
            if (table.cells().stream().anyMatch(cell -> cell.word() == word)) {
                page.words(pad(word.word(), CELL) + word.sentence());
            }
        }
        page.blank();
        page.words(
                "each cell is two runs, with the copy and without; --json names the record or file behind each");
    }

    private static List<Cell> of(TruthTable table, Control control) {
        return table.cells().stream().filter(cell -> cell.control().equals(control.id())).toList();
    }

    private static String pad(String text, int width) {
        return String.format(Locale.ROOT, "%-" + width + "s", text);
    }
}
