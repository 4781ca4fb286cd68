package dev.stoplock.core.atlas;

import org.jspecify.annotations.Nullable;

/** An arrow between two components; the label is null where its kind says enough. */
public record Flow(ComponentId from, ComponentId to, FlowKind kind, @Nullable String label) {
    public Flow {
        if (from.equals(to)) {
            throw new IllegalArgumentException(
                    "a flow goes from one component to another: " + from);
        }
        if (label != null) {
            Wording.name(label);
        }
    }

    public boolean touches(ComponentId component) {
        return from.equals(component) || to.equals(component);
    }

    /** The end that is not {@code component}, which is one of its ends. */
    public ComponentId other(ComponentId component) {
        if (!touches(component)) {
            throw new IllegalArgumentException(this + " does not touch " + component);
        }
        return from.equals(component) ? to : from;
    }
}
