package dev.stoplock.core.atlas;

/** The id of something that can go wrong, such as {@code rug-pull}. */
public record RiskId(String value) {
    public RiskId {
        Wording.id(value, "a risk");
    }

    @Override
    public String toString() {
        return value;
    }
}
