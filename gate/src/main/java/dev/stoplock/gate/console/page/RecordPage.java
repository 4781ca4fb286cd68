package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a run's ledger whose proof was checked, its JSON and the bodies that were kept with
 * it. {@code root} is the signed root the proof leads to, {@code path} its steps.
 */
public record RecordPage(
        Frame frame,
        String runHref,
        String caseTitle,
        long index,
        long size,
        Instant at,
        Tone tone,
        Plain sentence,
        Plain json,
        Proof proof,
        List<Body> bodies,
        @Nullable String before,
        @Nullable String after) {

    public RecordPage {
        bodies = List.copyOf(bodies);
    }

    /** What was checked: that the record is under this root, which this key signed. */
    public record Proof(String key, String root, List<String> path, Plain text) {
        public Proof {
            path = List.copyOf(path);
        }
    }

    /** A body the record names: which of its fields does, and the bytes or why there are none. */
    public record Body(String field, String digest, String says, @Nullable Plain text) {}
}
