package dev.stoplock.core.model;

import java.util.List;

/**
 * Everything that runs: the digest of the whole tree (every file of every dependency), the
 * interpreter, the entry file inside the tree, and the packages the tree was made of, in path
 * order.
 */
public record Closure(
        Digest tree, Interpreter interpreter, String entry, List<LockedPackage> packages) {
    public Closure {
        packages = List.copyOf(packages);
        if (entry.startsWith("/") || ("/" + entry + "/").contains("/../")) {
            throw new IllegalArgumentException("the entry file must lie inside the tree");
        }
    }
}
