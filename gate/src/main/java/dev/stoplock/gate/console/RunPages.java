package dev.stoplock.gate.console;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.console.page.MessagePage;
import dev.stoplock.gate.console.page.RunLine;
import dev.stoplock.gate.console.page.RunPage;
import dev.stoplock.gate.console.page.Tone;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.ledger.Snapshot;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.Plain;
import dev.stoplock.gate.report.Sentences;
import dev.stoplock.gate.report.casefile.CaseDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs: starting one, following it, its page, and the records of the gate it was played against.
 */
final class RunPages {

    /** A run's ledger has some hundred records; one with more is not read into a page. */
    private static final long MOST_RECORDS = 20_000;

    private static final int SHOWN = 500;

    private final Frames frames;
    private final Runs runs;

    private final Cases cases;

    RunPages(Frames frames, Runs runs, Cases cases) {
        this.frames = frames;
        this.runs = runs;
        this.cases = cases;
    }

    @Nullable Answer start(Asked asked) throws Refused, IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        if (of == null) {
            return null;
        }
        return start(of, RunChoice.of(of, asked.form()), asked);
    }

    /** Plays what the table is computed from, as far as it is not kept. */
    @Nullable Answer measure(Asked asked) throws Refused, IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        return of == null ? null : start(of, RunChoice.TABLE, asked);
    }

    /** Ends the run if it is under way, and leads back to its page. */
    @Nullable Answer stop(Asked asked) {
        Cases.Case of = cases.find(asked.segment("case"));
        RunFolder folder = of == null ? null : runs.folders().find(of, asked.segment("run"));
        if (of == null || folder == null) {
            return null;
        }
        runs.stop(folder);
        return new Answer.Elsewhere(CasePages.href(of, folder), null);
    }

    private Answer start(Cases.Case of, RunChoice choice, Asked asked) throws Refused, IOException {
        Run current = runs.current();
        try {
            return new Answer.Elsewhere(CasePages.href(runs.start(of, choice)), null);
        } catch (Refused e) {
            if (current == null) {
                throw e;
            }
            return new Answer.Page(
                    409,
                    "message.jte",
                    new MessagePage(
                            frames.of("Not started", asked),
                            "Not started",
                            Plain.of(e.refusal().sentence()),
                            Plain.of(e.refusal().hint()),
                            CasePages.href(current),
                            "Open the run under way"));
        }
    }

    @Nullable Answer one(Asked asked) throws IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        RunFolder folder = of == null ? null : runs.folders().find(of, asked.segment("run"));
        RunLine line = of == null || folder == null ? null : line(of, folder, runs);
        if (of == null || folder == null || line == null) {
            return null;
        }
        Run live = runs.current(folder);
        List<String> said = live == null ? folder.lines() : live.lines().all();
        List<RunPage.RecordLine> records = List.of();
        long size = 0;
        Plain unreadable = null;
        Home home = live == null ? folder.home() : null;
        if (home != null) {
            try {
                LedgerReader reader = new LedgerReader(home.ledger(), home.keys());
                size = requireSmall(reader);
                records =
                        reader.records().stream()
                                .limit(SHOWN)
                                .map(each -> record(line.href(), each))
                                .toList();
            } catch (Refused e) {
                unreadable = Plain.of(e.refusal().sentence());
            }
        }
        return new Answer.Page(
                200,
                "run.jte",
                new RunPage(
                        frames.of("Run " + folder.id(), asked),
                        CasePages.href(of),
                        of.title(),
                        line,
                        folder.begun() instanceof RunFolder.Begun begun && begun.choice().table(),
                        live == null ? null : line.href() + "/events",
                        said.stream().map(Plain::of).toList(),
                        records,
                        size,
                        unreadable));
    }

    private static long requireSmall(LedgerReader reader) throws Refused, IOException {
        long size = reader.checkpoint().size();
        if (size > MOST_RECORDS) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "console.too-many-records",
                    "the run's ledger has " + size + " records, too many to show here",
                    "read them with: stoplock log --home DIR");
        }
        return size;
    }

    /** The lines of a run under way; null where it is not. */
    @Nullable Answer events(Asked asked) {
        Cases.Case of = cases.find(asked.segment("case"));
        RunFolder folder = of == null ? null : runs.folders().find(of, asked.segment("run"));
        Run live = folder == null ? null : runs.current(folder);
        return live == null
                ? null
                : new Answer.Stream(live.lines(), asked.last() + 1, asked.signedIn());
    }

    @Nullable Answer record(Asked asked) throws Refused, IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        RunFolder folder = of == null ? null : runs.folders().find(of, asked.segment("run"));
        Home home = folder == null ? null : folder.home();
        String number = asked.segment("index");
        if (of == null || folder == null || home == null || !number.matches("0|[1-9][0-9]{0,8}")) {
            return null;
        }
        return record(asked, of, CasePages.href(of, folder), home, Long.parseLong(number));
    }

    /** A record of a run that a cell of the table was computed from. */
    @Nullable Answer measured(Asked asked) throws Refused, IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        String run = asked.segment("run");
        String number = asked.segment("index");
        Path folder = of == null ? null : runs.folders().measured(of, run);
        if (of == null || folder == null || !number.matches("0|[1-9][0-9]{0,8}")) {
            return null;
        }
        Home home = new Home(folder.resolve("home"));
        if (!Files.isDirectory(home.folder(), LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        String address = CasePages.href(of) + "/measured/" + run;
        return record(asked, of, address, home, Long.parseLong(number));
    }

    private @Nullable Answer record(
            Asked asked, Cases.Case of, String address, Home home, long index)
            throws Refused, IOException {
        LedgerReader reader = new LedgerReader(home.ledger(), home.keys());
        if (index >= requireSmall(reader)) {
            return null;
        }
        Snapshot snapshot = reader.snapshot();
        return new Answer.Page(
                200,
                "record.jte",
                RecordPages.of(
                        frames.of("Record " + index, asked),
                        address,
                        of.title(),
                        home,
                        snapshot,
                        index));
    }

    /** How a run is listed; null where the folder is gone by now. */
    static @Nullable RunLine line(Cases.Case of, RunFolder folder, Runs runs) {
        RunFolder.Begun begun = folder.begun();
        if (begun == null) {
            return null;
        }
        RunFolder.Ended ended = folder.ended();
        boolean live = ended == null && runs.current(folder) != null;
        Outcome outcome =
                ended == null || !ended.complete()
                        ? null
                        : begun.choice().table()
                                ? new Outcome(Tone.OFF, "measured", ended.sentence())
                                : outcome(folder);
        if (outcome == null) {
            String sentence =
                    ended != null
                            ? ended.sentence()
                            : live
                                    ? "its lines come as it goes"
                                    : "the gate stopped while the run was under way: nothing it shows counts";
            outcome =
                    new Outcome(
                            live ? Tone.HOLD : Tone.OFF,
                            live ? "under way" : "broken off",
                            sentence);
        }
        return new RunLine(
                CasePages.href(of, folder),
                folder.id(),
                begun.at(),
                begun.choice().words(),
                outcome.tone(),
                outcome.word(),
                Plain.of(outcome.sentence()));
    }

    /** How a run came out, in a word and a sentence. */
    private record Outcome(Tone tone, String word, String sentence) {}

    /** Threat: a run whose result cannot be read was not safe as far as anybody knows. */
    private static Outcome outcome(RunFolder folder) {
        Json.Obj result = folder.result();
        try {
            if (result != null) {
                CaseDocument document = CaseDocument.of(result);
                boolean left = document.with().stranger() > 0;
                return new Outcome(
                        left ? Tone.DENY : Tone.ALLOW,
                        left ? "a copy left" : "nothing left",
                        document.outcome());
            }
        } catch (IllegalArgumentException e) {
            return new Outcome(
                    Tone.OFF,
                    "complete",
                    "every step was played, and what came of it cannot be shown: "
                            + e.getMessage());
        }
        return new Outcome(
                Tone.OFF, "complete", "every step was played, and what came of it cannot be read");
    }

    private static RunPage.RecordLine record(String run, AuditRecord record) {
        return new RunPage.RecordLine(
                run + "/records/" + record.index(),
                record.index(),
                record.at(),
                RecordPages.tone(record.event()),
                Plain.of(Sentences.of(record.event())));
    }
}
