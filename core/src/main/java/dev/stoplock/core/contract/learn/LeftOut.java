package dev.stoplock.core.contract.learn;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which optional members a plan leaves out, since a made-up value of them ends in an error. {@code
 * never}: in each call; {@code besides}: combinations that are well all the same and are called
 * too. Members are named by their places: pointers with a star for each index.
 */
public record LeftOut(Set<String> never, List<Variant> besides) {

    public static final LeftOut NOTHING = new LeftOut(Set.of(), List.of());

    /** What is left out, and which option is taken at places with a choice, counted from 0. */
    public record Variant(Set<String> leftOut, Map<String, Integer> chosen) {
        public Variant {
            leftOut = Set.copyOf(leftOut);
            chosen = Map.copyOf(chosen);
        }
    }

    public LeftOut {
        never = Set.copyOf(never);
        besides = List.copyOf(besides);
    }
}
