package dev.stoplock.lab.corpus;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps that one fresh server instance goes through in order: an attack, or the twin of one, which
 * does what an honest server does. Both name what must become of each step. {@code program}: the
 * folder of the npm package that is run; null where the steps say what the server does. {@code
 * isLearned}: the case's learned contract holds, and not the default one alone.
 */
record Play(String name, Side side, @Nullable Path program, boolean isLearned, List<Step> steps) {

    /** Which of the two it is. */
    enum Side {
        ATTACK,
        TWIN
    }

    /** What a judged step of a play counts as. */
    enum Counted {
        /** Part of an attack: must be denied. */
        MUST_BE_DENIED,
        /** Part of an attack that the default contract lets go, and another control sees. */
        SEEN_ELSEWHERE,
        /** What an honest server does, in a twin or on the way to an attack. */
        HONEST
    }

    Play {
        steps = List.copyOf(steps);
    }

    static Counted counted(Expected expected) {
        if (expected.denied() != null) {
            return Counted.MUST_BE_DENIED;
        }
        return expected.seenBy() == null ? Counted.HONEST : Counted.SEEN_ELSEWHERE;
    }
}
