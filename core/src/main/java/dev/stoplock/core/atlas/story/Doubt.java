package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Sureness;
import dev.stoplock.core.atlas.Wording;

/** Something that is told differently, told wrongly or not known: what we make of it, and why. */
public record Doubt(String about, String text, Sureness sure) {
    public Doubt {
        Wording.name(about);
        Wording.sentence(text);
    }
}
