package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Wording;
import java.util.List;

/** What of a case's page is real, and what is our reconstruction. */
public record Footing(List<String> real, List<String> ours) {
    public Footing {
        real = List.copyOf(real);
        ours = List.copyOf(ours);
        if (real.isEmpty() || ours.isEmpty()) {
            throw new IllegalArgumentException("say what is real, and what is our reconstruction");
        }
        real.forEach(Wording::sentence);
        ours.forEach(Wording::sentence);
    }
}
