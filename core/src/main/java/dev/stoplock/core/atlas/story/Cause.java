package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Wording;
import java.util.List;

/** Why it could happen: the same in plain words and for experts, in paragraphs. */
public record Cause(List<String> plain, List<String> expert) {
    public Cause {
        plain = paragraphs(plain);
        expert = paragraphs(expert);
    }

    private static List<String> paragraphs(List<String> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a cause is told in plain words and for experts");
        }
        all.forEach(Wording::sentence);
        return List.copyOf(all);
    }
}
