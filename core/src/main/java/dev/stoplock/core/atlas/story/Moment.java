package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Sureness;
import dev.stoplock.core.atlas.Wording;
import java.util.List;

/** Something that happened on a day, how sure that is, and where we read it. */
public record Moment(Day day, String what, Sureness sure, List<SourceId> sources) {
    public Moment {
        Wording.sentence(what);
        sources = Wording.distinct(sources, "a source");
        if (sources.isEmpty() && sure != Sureness.INFERENCE) {
            throw new IllegalArgumentException(
                    "what happened on " + day.value() + " names no source");
        }
    }
}
