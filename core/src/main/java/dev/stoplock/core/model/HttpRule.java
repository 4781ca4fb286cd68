package dev.stoplock.core.model;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may be asked of one destination: methods and paths. An empty set leaves that open; both
 * empty would say nothing.
 */
public record HttpRule(Set<String> methods, Set<PathPattern> paths) {

    public HttpRule {
        if (methods.isEmpty() && paths.isEmpty()) {
            throw new IllegalArgumentException("a rule names methods, paths or both");
        }
        methods.forEach(method -> Names.require("[A-Z]{1,20}", method, "a method (as POST)"));
        methods = Collections.unmodifiableSet(new TreeSet<>(methods));
        TreeSet<PathPattern> ordered = new TreeSet<>(Comparator.comparing(PathPattern::text));
        ordered.addAll(paths);
        paths = Collections.unmodifiableSet(ordered);
    }

    public boolean admits(String method, String path) {
        return (methods.isEmpty() || methods.contains(method))
                && (paths.isEmpty() || paths.stream().anyMatch(pattern -> pattern.admits(path)));
    }

    /** As a sentence names it: {@code POST /email, /email/*}. */
    @Override
    public String toString() {
        String asked = String.join(", ", methods);
        String where = String.join(", ", paths.stream().map(PathPattern::text).toList());
        return asked.isEmpty() ? where : where.isEmpty() ? asked : asked + " " + where;
    }
}
