package dev.stoplock.core.model.contract;

import java.util.List;

/**
 * Where the values at one path come from: the first source that holds explains them. More than one
 * where it depends on the call, as where an argument may be left out. How the values stand there
 * says its {@code manner}.
 */
public record Clause(AtomPath path, List<Source> sources, Manner manner) {

    private static final int MOST = 16;

    /** Of values that may be left out. */
    public Clause(AtomPath path, List<Source> sources) {
        this(path, sources, Manner.FREE);
    }

    public Clause {
        sources = List.copyOf(sources);
        if (sources.isEmpty() || sources.size() > MOST) {
            throw new IllegalArgumentException(
                    "a clause has 1 to " + MOST + " sources, and not " + sources.size());
        }
    }
}
