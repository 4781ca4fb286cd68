package dev.stoplock.app.planted.lab;

import dev.stoplock.app.planted.app.Door;

/** Planted: breaks rule 5 by knowing the app. */
public record Bench(Door door) {}
