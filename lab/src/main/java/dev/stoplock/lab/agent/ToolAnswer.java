package dev.stoplock.lab.agent;

/** What a tool said to the model: its text, and whether it is an error. */
public record ToolAnswer(String text, boolean isError) {}
