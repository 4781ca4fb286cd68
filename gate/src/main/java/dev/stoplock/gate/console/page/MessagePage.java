package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;
import org.jspecify.annotations.Nullable;

/** One sentence on what was not done, what to do next, and where to go. */
public record MessagePage(
        Frame frame,
        String heading,
        Plain sentence,
        Plain hint,
        @Nullable String href,
        @Nullable String label) {}
