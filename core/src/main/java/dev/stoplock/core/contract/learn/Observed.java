package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import java.util.List;

/**
 * One value where it was seen: the call that led to it, the indices in its path, and what the same
 * host had replied to earlier effects of the call. Where there is such an effect for each element
 * of an array, which one it was about; {@code array} is empty where not.
 */
record Observed(
        Sample sample,
        Atom atom,
        List<Integer> indices,
        List<Json> replies,
        String array,
        int element) {

    String value() {
        return atom.value();
    }
}
