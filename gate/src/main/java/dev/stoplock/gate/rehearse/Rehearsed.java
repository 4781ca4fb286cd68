package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.Sample;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one version of a server did: the samples of each tool, those of its starts, what it sent
 * while no call was open after them, and what could not be read or could not be called. {@code
 * unused}: the optional arguments of a tool that no call had, since a made-up value of them ends in
 * an error; {@code written}: the files that it left.
 */
public record Rehearsed(
        Map<String, List<Sample>> samples,
        List<Sample> starts,
        List<Sample.Seen> withoutCall,
        List<String> refused,
        Map<String, String> failures,
        Map<String, Set<String>> unused,
        Written written) {

    public Rehearsed {
        Map<String, List<Sample>> copy = new LinkedHashMap<>();
        samples.forEach((tool, each) -> copy.put(tool, List.copyOf(each)));
        samples = Collections.unmodifiableMap(copy);
        starts = List.copyOf(starts);
        withoutCall = List.copyOf(withoutCall);
        refused = List.copyOf(refused);
        unused = Map.copyOf(unused);
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }
}
