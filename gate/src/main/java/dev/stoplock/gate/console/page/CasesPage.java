package dev.stoplock.gate.console.page;

import java.util.List;

/** The list of cases. */
public record CasesPage(Frame frame, List<Line> cases) {

    public CasesPage {
        cases = List.copyOf(cases);
    }

    /** One case, and how many of its runs are kept. */
    public record Line(String href, String title, String summary, int runs) {}
}
