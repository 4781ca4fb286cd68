package dev.stoplock.core.atlas;

/** An id as a framework itself writes it: {@code ASI04}, {@code AML.T0109}, {@code SI-7(1)}. */
public record ReferenceId(String value) {
    public ReferenceId {
        Wording.name(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
