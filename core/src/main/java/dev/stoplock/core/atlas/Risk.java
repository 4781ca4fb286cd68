package dev.stoplock.core.atlas;

import java.util.List;

/**
 * Something that can go wrong: what it means, how bad it is and why we say so, the components it
 * attaches to, and the ids that frameworks give it.
 */
public record Risk(
        RiskId id,
        String name,
        String sentence,
        RiskSeverity severity,
        String reason,
        List<Exposure> exposures,
        List<ReferenceId> references) {
    public Risk {
        Wording.name(name);
        Wording.sentence(sentence);
        Wording.sentence(reason);
        exposures = List.copyOf(exposures);
        if (exposures.isEmpty()) {
            throw new IllegalArgumentException("the risk " + id + " attaches to no component");
        }
        if (exposures.stream().map(Exposure::component).distinct().count() != exposures.size()) {
            throw new IllegalArgumentException("the risk " + id + " names one component twice");
        }
        references = Wording.distinct(references, "a reference");
        if (references.isEmpty()) {
            throw new IllegalArgumentException("the risk " + id + " has no name in any framework");
        }
    }
}
