package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;
import dev.stoplock.gate.report.casefile.CaseView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One case: all that is told of it, the form that plays it, and the runs made so far, the newest
 * first. {@code problem} says what could not be read; {@code underWay} is the address of the run
 * that is being made, null where none is.
 */
public record CasePage(
        Frame frame,
        String href,
        CaseView view,
        @Nullable Plain problem,
        List<Choice> controls,
        List<Choice> variants,
        List<RunLine> runs,
        @Nullable String underWay) {

    public CasePage {
        controls = List.copyOf(controls);
        variants = List.copyOf(variants);
        runs = List.copyOf(runs);
    }

    /** Something the form offers: the word that is sent, and what it means. */
    public record Choice(String id, String meaning) {}
}
