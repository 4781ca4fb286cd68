package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;

/**
 * One file of a run, as it was left. {@code fromHref} is where one comes from, and {@code from} its
 * name.
 */
public record FilePage(
        Frame frame,
        String caseHref,
        String caseTitle,
        String fromHref,
        String from,
        String name,
        Plain text) {

    public boolean isEmpty() {
        return text.pieces().isEmpty();
    }
}
