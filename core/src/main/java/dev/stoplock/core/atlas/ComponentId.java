package dev.stoplock.core.atlas;

/** The id of a part of the picture, such as {@code server}. */
public record ComponentId(String value) {
    public ComponentId {
        Wording.id(value, "a component");
    }

    @Override
    public String toString() {
        return value;
    }
}
