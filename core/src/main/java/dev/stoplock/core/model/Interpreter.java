package dev.stoplock.core.model;

/**
 * The program that runs the server's code: its name (node), its version as it prints it, and the
 * digest of its bytes.
 */
public record Interpreter(String name, String version, Digest digest) {}
