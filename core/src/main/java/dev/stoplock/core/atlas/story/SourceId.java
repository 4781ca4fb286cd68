package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Wording;

/** The id of something a case's facts were read in. */
public record SourceId(String value) {
    public SourceId {
        Wording.id(value, "a source");
    }

    @Override
    public String toString() {
        return value;
    }
}
