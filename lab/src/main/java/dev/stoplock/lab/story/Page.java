package dev.stoplock.lab.story;

import dev.stoplock.core.atlas.story.Step;
import dev.stoplock.core.model.Shown;
import java.io.PrintStream;
import java.util.List;

/** Plain text of at most eighty columns; what others wrote is made visible first. */
final class Page {

    private static final int WIDTH = 80;

    private final PrintStream out;

    Page(PrintStream out) {
        this.out = out;
    }

    void blank() {
        out.println();
    }

    /** Our own words, wrapped. */
    void words(String text) {
        wrapped("", "", text);
    }

    /** A step in the case's own words, under this headline. */
    void step(Step step, String headline, int of) {
        blank();
        words(step.number() + "/" + of + "  " + step.phase() + " · " + headline);
        words(step.paragraph());
        blank();
        wrapped("without  ", "         ", step.without());
        wrapped("with     ", "         ", step.with());
        blank();
    }

    /** What one run did in the step before. */
    void inThisRun(String sentences) {
        wrapped("this run ", "         ", sentences);
        blank();
    }

    /** A record's lines, set in and marked. */
    void artefact(List<String> lines) {
        for (String text : lines) {
            String mark = "  | ";
            for (String line : text.lines().toList()) {
                wrapped(mark, "  |   ", line);
                mark = "  |   ";
            }
        }
    }

    /** A line to be copied, so never wrapped. */
    void command(String line) {
        out.println(Shown.line(line));
    }

    private void wrapped(String first, String next, String hostile) {
        String rest = Shown.line(hostile);
        String indent = first;
        while (indent.length() + rest.length() > WIDTH) {
            int room = WIDTH - indent.length();
            int space = rest.lastIndexOf(' ', room);
            int end = space > room / 2 ? space : room;
            out.println(indent + rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
            indent = next;
        }
        out.println(indent + rest);
    }
}
