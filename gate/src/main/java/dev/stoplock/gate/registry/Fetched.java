package dev.stoplock.gate.registry;

import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.PackageRef;
import java.nio.file.Path;

/**
 * A package whose whole closure lies verified in the store: what it is, what would run, and the
 * folder of its tree.
 */
public record Fetched(PackageRef ref, Closure closure, Path tree) {}
