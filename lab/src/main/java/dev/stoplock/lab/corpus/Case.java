package dev.stoplock.lab.corpus;

import dev.stoplock.core.model.ServerPolicy;
import java.util.List;
import java.util.Map;

/**
 * One case of a corpus: what holds for the server, what stands in the recorded bytes in the place
 * of each secret, and the plays.
 */
record Case(
        String name,
        String title,
        ServerPolicy policy,
        Map<String, String> placeholders,
        List<Play> plays) {

    Case {
        placeholders = Map.copyOf(placeholders);
        plays = List.copyOf(plays);
    }
}
