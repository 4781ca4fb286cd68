package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import java.io.PrintStream;

/**
 * Where commands print: results to standard output, progress and refusals to standard error.
 * Hostile text is made visible.
 */
public record Terminal(PrintStream out, PrintStream err) {

    public void line(String text) {
        out.println(text);
    }

    public void json(Json value) {
        out.println(JsonWriter.compact(value));
    }

    public void progress(String text) {
        err.println("stoplock: " + Shown.line(text));
    }

    /** Prints a refusal and returns its exit code. */
    public int refuse(Refusal refusal) {
        err.println("stoplock: " + refusal.rule() + ": " + Shown.line(refusal.sentence()));
        err.println("hint: " + Shown.line(refusal.hint()));
        return refusal.exit().code();
    }
}
