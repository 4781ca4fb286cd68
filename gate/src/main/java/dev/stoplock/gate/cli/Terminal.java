package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Copied;
import java.io.PrintStream;

/**
 * Where commands print: results to standard output, progress and refusals to standard error.
 * Hostile text is made visible, and each command line in a hint is one that can be copied.
 */
public record Terminal(PrintStream out, PrintStream err, Copied copied) {

    public Terminal(PrintStream out, PrintStream err) {
        this(out, err, Copied.PLAIN);
    }

    Terminal naming(Copied how) {
        return new Terminal(out, err, how);
    }

    public void line(String text) {
        out.println(text);
    }

    /** Prints it in one line, with everything that a terminal could obey or hide escaped. */
    public void json(Json value) {
        out.println(escaped(JsonWriter.compact(value)));
    }

    /**
     * The same JSON in characters that are seen and nothing else: it reads back as it was. All that
     * is escaped stands in strings, since JSON itself is made of printable ASCII.
     */
    static String escaped(String compact) {
        StringBuilder out = new StringBuilder(compact.length());
        compact.codePoints()
                .forEach(point -> {
                    if (isSeen(point)) {
                        out.appendCodePoint(point);
                    } else {
                        for (char unit : Character.toChars(point)) {
                            out.append(String.format("\\u%04x", (int) unit));
                        }
                    }
                });
        return out.toString();
    }

    /** Threat: what moves the cursor, turns the direction of writing or looks like nothing. */
    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    public void progress(String text) {
        err.println("stoplock: " + Shown.line(copied.in(text)));
    }

    /** Prints a refusal and returns its exit code. */
    public int refuse(Refusal refusal) {
        err.println("stoplock: " + refusal.rule() + ": " + Shown.line(refusal.sentence()));
        err.println("hint: " + Shown.line(copied.in(refusal.hint())));
        return refusal.exit().code();
    }
}
