package dev.stoplock.core.atlas;

/** A component that a risk attaches to, and what answers the risk there. */
public record Exposure(ComponentId component, Answer answer) {}
