package dev.stoplock.gate.registry;

/** Is told, in one short sentence each, what a long act is doing now. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = sentence -> {};

    void step(String sentence);
}
