package dev.stoplock.gate.console;

import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.console.page.CasePage;
import dev.stoplock.gate.console.page.CasesPage;
import dev.stoplock.gate.console.page.RunLine;
import dev.stoplock.gate.report.Plain;
import dev.stoplock.gate.report.casefile.CaseDocument;
import dev.stoplock.gate.report.casefile.CaseView;
import dev.stoplock.gate.report.casefile.TableDocument;
import dev.stoplock.gate.report.casefile.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of cases, and the page of each. */
final class CasePages {

    private final Frames frames;
    private static final JsonLimits TABLE = new JsonLimits(8 << 20, 16);

    private final Runs runs;
    private final Home home;
    private final Telling telling;
    private final Cases cases;

    CasePages(Frames frames, Runs runs, Home home, Telling telling, Cases cases) {
        this.frames = frames;
        this.runs = runs;
        this.home = home;
        this.telling = telling;
        this.cases = cases;
    }

    Answer list(Asked asked) throws IOException {
        List<CasesPage.Line> lines = new ArrayList<>();
        for (Cases.Case each : cases.all()) {
            lines.add(
                    new CasesPage.Line(
                            href(each),
                            each.title(),
                            each.summary(),
                            runs.folders().all(each).size()));
        }
        return new Answer.Page(
                200, "cases.jte", new CasesPage(frames.of("Cases", asked).here(), lines));
    }

    @Nullable Answer one(Asked asked) throws IOException {
        Cases.Case found = cases.find(asked.segment("case"));
        Case told = telling.find(asked.segment("case")).orElse(null);
        if (found == null || told == null) {
            return null;
        }
        List<String> problems = new ArrayList<>();
        CaseView view = view(found, told, problems);
        List<RunLine> lines = new ArrayList<>();
        for (RunFolder folder : runs.folders().all(found)) {
            RunLine line = RunPages.line(found, folder, runs);
            if (line != null) {
                lines.add(line);
            }
        }
        Run current = runs.current();
        return new Answer.Page(
                200,
                "case.jte",
                new CasePage(
                        frames.of(told.title(), asked),
                        href(found),
                        view,
                        problems.isEmpty() ? null : Plain.of(String.join("; ", problems)),
                        choices(found.controls()),
                        choices(found.variants()),
                        lines,
                        current == null ? null : href(current)));
    }

    /** The case with its newest whole run and its table, as far as they can be read. */
    private CaseView view(Cases.Case of, Case told, List<String> problems) throws IOException {
        CaseDocument run = null;
        String at = "";
        for (RunFolder folder : runs.folders().all(of)) {
            RunFolder.Ended ended = folder.ended();
            Json.Obj result = ended != null && ended.complete() ? folder.result() : null;
            if (result != null) {
                try {
                    run = CaseDocument.of(result);
                    at = href(of, folder);
                    break;
                } catch (IllegalArgumentException e) {
                    problems.add("the run " + folder.id() + " cannot be shown: " + e.getMessage());
                }
            }
        }
        return CaseView.of(
                told, telling.atlas(), run, table(of, problems), new CaseLinks(href(of), at));
    }

    private @Nullable TableDocument table(Cases.Case of, List<String> problems) {
        Path file = home.cases().resolve(of.id()).resolve("table.json");
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > TABLE.bytes()) {
                return null;
            }
            return JsonReader.read(Files.readAllBytes(file), TABLE)
                            instanceof JsonResult.Parsed(Json.Obj json)
                    ? TableDocument.of(json)
                    : null;
        } catch (IOException | IllegalArgumentException e) {
            problems.add("the measured table cannot be shown: " + e.getMessage());
            return null;
        }
    }

    private static List<CasePage.Choice> choices(List<Cases.Choice> from) {
        return from.stream().map(each -> new CasePage.Choice(each.id(), each.meaning())).toList();
    }

    static String href(Cases.Case of) {
        return "/cases/" + of.id();
    }

    static String href(Cases.Case of, RunFolder folder) {
        return href(of) + "/runs/" + folder.id();
    }

    static String href(Run run) {
        return "/cases/" + run.caseId() + "/runs/" + run.folder().id();
    }
}
