package dev.stoplock.gate.report;

import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of text of at most 80 columns, broken at spaces only: an address, a digest or an id is
 * never cut. What is put on it has nothing invisible in it.
 */
final class Sheet {

    private static final int WIDTH = 80;
    private static final int LABEL = 10;

    private final List<String> lines = new ArrayList<>();

    /** A section's name, after a blank line. */
    void head(String name) {
        lines.add("");
        lines.add(name);
    }

    /** Words, set in by so many columns; what does not fit goes on, set in by two more. */
    void words(int indent, String hostile) {
        wrapped(" ".repeat(indent), " ".repeat(indent + 2), hostile);
    }

    /** A label and its words in a column of their own. */
    void field(int indent, String label, String hostile) {
        String first = " ".repeat(indent) + label + " ".repeat(Math.max(1, LABEL - label.length()));
        wrapped(first, " ".repeat(indent + LABEL), hostile);
    }

    /** Something to be copied, so never broken. */
    void copied(int indent, String line) {
        lines.add(" ".repeat(indent) + Shown.line(line));
    }

    private void wrapped(String first, String next, String hostile) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        // Threat: no-break and wide spaces are spaces to the eye, and would carry a word past the
        // edge
        for (String word : Shown.line(hostile).strip().split("\\p{Z}+", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString().stripTrailing());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
