package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import java.util.List;

/**
 * One value where it was seen: the call that led to it, the indices in its path, and what the same
 * host had replied to earlier effects of the call.
 */
record Observed(Sample sample, Atom atom, List<Integer> indices, List<Json> replies) {

    String value() {
        return atom.value();
    }
}
