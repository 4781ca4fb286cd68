package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.ControlId;
import dev.stoplock.core.atlas.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A control as this case meets it. {@code here} says what it meets and its catch in this case; null
 * where the atlas has said all there is. What it did is measured and stands elsewhere.
 */
public record Defence(ControlId control, @Nullable String here) {
    public Defence {
        if (here != null) {
            Wording.sentence(here);
        }
    }
}
