package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * Text of others in lines of a terminal: broken between words only, so that no address is ever cut,
 * and indented, so that none of it looks like a line of ours.
 */
final class Wrapped {

    static final int COLUMNS = 80;

    private Wrapped() {}

    /** {@code lead} begins the first line; those after it begin with as many spaces. */
    static List<String> lines(String lead, String hostile) {
        String indent = " ".repeat(lead.length());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(lead);
        boolean empty = true;
        // Threat: no-break and wide spaces are spaces to the eye, and would carry a word past the
        // edge
        for (String word : Shown.line(hostile).strip().split("[\\p{Z}\\s]+", -1)) {
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
