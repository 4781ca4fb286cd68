package dev.stoplock.app.planted.app;

/** Planted: what nothing may depend on. */
public record Door(int width) {}
