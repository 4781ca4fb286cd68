package dev.stoplock.lab.mutation;

import org.jspecify.annotations.Nullable;

/**
 * What a learned contract does not deny, by what was done to the request: each a limit that the
 * documentation names. Whatever else goes through is a miss.
 */
final class Unlearned {

    private Unlearned() {}

    static @Nullable String reason(Trial trial) {
        return trial.expected() == Expected.FEWER ? "a contract does not say what has to be there" : null;
    }
}
