package dev.stoplock.core.atlas;

/** The id of one edition of a public list, such as {@code owasp-llm-2026}. */
public record FrameworkId(String value) {
    public FrameworkId {
        Wording.id(value, "a framework");
    }

    @Override
    public String toString() {
        return value;
    }
}
