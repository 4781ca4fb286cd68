package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.ComponentId;
import dev.stoplock.core.atlas.Wording;
import java.util.List;

/**
 * One step of how a case unfolded: a phase in one word, a headline, a paragraph, the difference
 * that Stoplock makes ({@code without}, {@code with}), the component that is lit, and the kinds of
 * artefacts that a run shows here. Numbered from 1.
 */
public record Step(
        int number,
        String phase,
        String headline,
        String paragraph,
        String without,
        String with,
        ComponentId lit,
        List<Artefact> artefacts) {
    public Step {
        Wording.name(phase);
        Wording.name(headline);
        Wording.sentence(paragraph);
        Wording.sentence(without);
        Wording.sentence(with);
        artefacts = Wording.distinct(artefacts, "an artefact");
        if (artefacts.isEmpty()) {
            throw new IllegalArgumentException("step " + number + " shows nothing of a run");
        }
    }
}
