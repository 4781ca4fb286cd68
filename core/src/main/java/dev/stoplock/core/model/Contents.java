package dev.stoplock.core.model;

import java.util.List;

/**
 * How far the call explains what an exchange holds beside destinations and credentials: the number
 * of values of content and of meta that are not empty, the paths of those that nothing explains,
 * and which tiers were enforced when it was judged.
 */
public record Contents(
        int content,
        int meta,
        List<String> unexplainedContent,
        List<String> unexplainedMeta,
        Tiers enforced) {

    public Contents {
        unexplainedContent = List.copyOf(unexplainedContent);
        unexplainedMeta = List.copyOf(unexplainedMeta);
    }

    public int values(Tier tier) {
        return switch (tier) {
            case CONTENT -> content;
            case META -> meta;
        };
    }

    public List<String> unexplained(Tier tier) {
        return switch (tier) {
            case CONTENT -> unexplainedContent;
            case META -> unexplainedMeta;
        };
    }
}
