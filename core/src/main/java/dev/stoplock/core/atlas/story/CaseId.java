package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Wording;

/** The id of a case, such as {@code postmark-mcp}; it is also its page's name. */
public record CaseId(String value) {
    public CaseId {
        Wording.id(value, "a case");
    }

    @Override
    public String toString() {
        return value;
    }
}
