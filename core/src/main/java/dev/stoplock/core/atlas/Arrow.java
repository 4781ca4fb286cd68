package dev.stoplock.core.atlas;

/** A key a reader presses to go from one component to the next. */
public enum Arrow {
    LEFT(-1, 0),
    RIGHT(1, 0),
    UP(0, -1),
    DOWN(0, 1);

    private final int columns;
    private final int rows;

    Arrow(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** How far {@code to} lies in this direction; not positive where it lies elsewhere. */
    int ahead(Position from, Position to) {
        return columns * (to.column() - from.column()) + rows * (to.row() - from.row());
    }

    /** How far {@code to} lies beside this direction. */
    int aside(Position from, Position to) {
        return Math.abs(rows * (to.column() - from.column()) + columns * (to.row() - from.row()));
    }
}
