package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;
import java.time.Instant;

/** One run: where its page is, when it began, what was chosen for it, and how it ended. */
public record RunLine(
        String href,
        String id,
        Instant began,
        String chosen,
        Tone tone,
        String word,
        Plain sentence) {}
