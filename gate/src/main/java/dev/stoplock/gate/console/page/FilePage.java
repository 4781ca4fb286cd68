package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;

/** One file of a run, as it was left. */
public record FilePage(Frame frame, String caseHref, String caseTitle, String name, Plain text) {}
