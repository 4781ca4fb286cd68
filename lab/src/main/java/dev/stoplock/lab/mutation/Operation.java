package dev.stoplock.lab.mutation;

/** What is done to an atom. */
enum Operation {
    CHANGE,
    SIBLING,
    MOVE,
    CROSS,
    REENCODE,
    DUPLICATE,
    /** Nothing that matters: the same request in another form. */
    TWIN;

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
