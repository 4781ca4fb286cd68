package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value where it was seen: the call that led to it, the indices in its path, and what the same
 * host had replied to earlier effects of the call. Where there is such an effect for each element
 * of an array, which one it was about; {@code array} is empty where not. Where it may come from is
 * looked for once.
 */
final class Observed {

    private final Sample sample;
    private final Atom atom;
    private final List<Integer> indices;
    private final List<Json> replies;
    private final String array;
    private final int element;
    private @Nullable List<Candidates.Candidate> candidates;

    Observed(
            Sample sample,
            Atom atom,
            List<Integer> indices,
            List<Json> replies,
            String array,
            int element) {
        this.sample = sample;
        this.atom = atom;
        this.indices = List.copyOf(indices);
        this.replies = List.copyOf(replies);
        this.array = array;
        this.element = element;
    }

    Sample sample() {
        return sample;
    }

    Atom atom() {
        return atom;
    }

    List<Integer> indices() {
        return indices;
    }

    List<Json> replies() {
        return replies;
    }

    String array() {
        return array;
    }

    int element() {
        return element;
    }

    String value() {
        return atom.value();
    }

    List<Candidates.Candidate> candidates() {
        List<Candidates.Candidate> found = candidates;
        if (found == null) {
            found = List.copyOf(Candidates.of(this));
            candidates = found;
        }
        return found;
    }
}
