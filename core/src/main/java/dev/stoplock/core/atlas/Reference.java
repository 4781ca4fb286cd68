package dev.stoplock.core.atlas;

/** An id of a framework with its short name, and how sure we are of both. */
public record Reference(ReferenceId id, String name, FrameworkId framework, Sureness sure) {
    public Reference {
        Wording.name(name);
    }
}
