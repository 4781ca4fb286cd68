package dev.stoplock.core.atlas;

/** A place in the hand-set picture: columns from the left and rows from the top, both from 0. */
public record Position(int column, int row) {

    private static final int LAST = 15;

    public Position {
        if (column < 0 || column > LAST || row < 0 || row > LAST) {
            throw new IllegalArgumentException("a column or row is 0 to " + LAST);
        }
    }
}
