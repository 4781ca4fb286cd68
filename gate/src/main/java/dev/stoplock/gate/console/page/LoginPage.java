package dev.stoplock.gate.console.page;

import org.jspecify.annotations.Nullable;

/** The door: where the secret of a login link is given. */
public record LoginPage(Frame frame, @Nullable String problem) {}
