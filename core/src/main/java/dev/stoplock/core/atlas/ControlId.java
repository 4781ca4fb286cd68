package dev.stoplock.core.atlas;

/** The id of something that answers risks, such as {@code contract}. */
public record ControlId(String value) {
    public ControlId {
        Wording.id(value, "a control");
    }

    @Override
    public String toString() {
        return value;
    }
}
