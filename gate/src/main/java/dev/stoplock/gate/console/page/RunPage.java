package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run: its lines, and the records of the gate it was played against. {@code table} says that it
 * measures the table instead, whose runs have ledgers of their own. {@code events} is where its
 * lines are streamed from, null once it has ended; {@code unreadable} says why there are no records
 * to show.
 */
public record RunPage(
        Frame frame,
        String caseHref,
        String caseTitle,
        RunLine run,
        boolean table,
        @Nullable String events,
        List<Plain> lines,
        List<RecordLine> records,
        long size,
        @Nullable Plain unreadable) {

    public RunPage {
        lines = List.copyOf(lines);
        records = List.copyOf(records);
    }

    /** One record of the run's own ledger. */
    public record RecordLine(String href, long index, Instant at, Tone tone, Plain sentence) {}
}
