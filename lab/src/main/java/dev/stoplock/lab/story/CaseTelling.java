package dev.stoplock.lab.story;

import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.atlas.story.Step;
import dev.stoplock.gate.report.casefile.CaseDocument;
import dev.stoplock.gate.report.casefile.InThisRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The six steps of one run with the controls somebody chose, each with what that run left. */
final class CaseTelling {

    /** A terminal's page; the whole of it is in the run's folder and on the case's page. */
    private static final int MOST_LINES = 12;

    private final Page page;
    private final Case words;
    private final CaseDocument run;
    private final InThisRun played;

    CaseTelling(Page page, Case words, CaseDocument run) {
        this.page = page;
        this.words = words;
        this.run = run;
        this.played = new InThisRun(run);
    }

    /** Tells one step, or all where {@code only} is null. */
    void tell(@Nullable Integer only) {
        for (Step step : words.steps()) {
            if (only == null || only == step.number()) {
                page.step(step, step.headline(), words.steps().size());
                page.inThisRun(played.step(step.number()));
                run.artefacts(step).forEach(this::show);
            }
        }
    }

    /** The six steps in few words: for whoever has the whole of them on the case's page. */
    void tellShort() {
        for (Step step : words.steps()) {
            page.words(
                    step.number()
                            + "/"
                            + words.steps().size()
                            + "  "
                            + step.phase()
                            + " · "
                            + step.headline());
            page.words(played.step(step.number()));
        }
    }

    private void show(CaseDocument.Artefact artefact) {
        List<String> lines = new ArrayList<>();
        lines.add(
                (artefact.with() ? "with Stoplock: " : "without: ")
                        + artefact.title()
                        + (artefact.record() == null ? "" : " (record " + artefact.record() + ")"));
        List<String> all = artefact.lines().stream().flatMap(String::lines).toList();
        all.stream().limit(MOST_LINES).forEach(line -> lines.add("  " + line));
        if (all.size() > MOST_LINES) {
            lines.add("  … and " + (all.size() - MOST_LINES) + " more lines");
        }
        page.artefact(lines);
    }

    /** How it ended, and where to look. */
    void end(String command, Path folder) {
        page.blank();
        page.words(
                run.outcome()
                        + " "
                        + "Behind the gate "
                        + run.with().intended()
                        + " of "
                        + run.with().asked()
                        + " mails arrived as asked. Without Stoplock the stranger got "
                        + run.without().stranger()
                        + " of "
                        + run.without().asked()
                        + ".");
        page.blank();
        page.words("to look for yourself (all of it is in " + folder + "):");
        String line = "  " + command + " --home " + folder.resolve("with/home");
        page.command(line + " log");
        run.artefacts().stream()
                .filter(each -> each.record() != null && each.id().equals("verdict"))
                .findFirst()
                .map(each -> run.records().get(each.record()))
                .map(record -> record.text("call"))
                .ifPresent(call -> page.command(line + " explain " + call));
        page.command(line + " verify");
    }
}
