package dev.stoplock.core.audit.incident;

/**
 * How many mails: exactly so many where both are the same, else from the one to the other. What a
 * body told exactly, a record without it only bounds.
 */
public record Count(int least, int most) {

    public static final Count NONE = new Count(0, 0);

    public Count {
        if (least < 0 || most < least) {
            throw new IllegalArgumentException("no count: " + least + " to " + most);
        }
    }

    public Count plus(Count other) {
        return new Count(least + other.least, most + other.most);
    }

    public boolean isExact() {
        return least == most;
    }

    public boolean isNone() {
        return most == 0;
    }
}
