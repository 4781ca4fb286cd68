package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.ComponentId;
import dev.stoplock.core.atlas.Wording;

/**
 * What a component did in the case, for a reader who has no run's numbers. {@code touched} marks it
 * in the picture; a component that took no part says so.
 */
public record Part(ComponentId component, boolean touched, String did) {
    public Part {
        Wording.sentence(did);
    }
}
