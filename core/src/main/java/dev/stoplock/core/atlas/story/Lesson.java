package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Wording;
import java.util.List;

/** Something to take away, and where in the case it can be looked at. */
public record Lesson(String title, String text, List<Shown> shown) {
    public Lesson {
        Wording.name(title);
        Wording.sentence(text);
        shown = Wording.distinct(shown, "a place");
        if (shown.isEmpty()) {
            throw new IllegalArgumentException("the lesson \"" + title + "\" is shown nowhere");
        }
    }
}
