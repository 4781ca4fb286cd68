package dev.stoplock.app.planted.gate.cli;

import dev.stoplock.app.planted.lab.Bench;

/** Planted: breaks rule 5 by knowing the lab. */
public record Command(String name, Bench bench) {}
