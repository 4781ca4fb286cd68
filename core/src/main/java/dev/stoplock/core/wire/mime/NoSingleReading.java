package dev.stoplock.core.wire.mime;

/** Ends the reading of a message inside this package; at its door it becomes a value. */
final class NoSingleReading extends Exception {

    private static final long serialVersionUID = 1L;

    NoSingleReading(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
