package dev.stoplock.core.model;

/**
 * One package of a closure: where it lies in the tree, which version, and its tarball's digest
 * (npm's integrity).
 */
public record LockedPackage(String path, PackageRef ref, Digest archive) {}
