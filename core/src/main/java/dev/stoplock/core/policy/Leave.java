package dev.stoplock.core.policy;

import dev.stoplock.core.model.RuleId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a limit says to something that is otherwise explained and allowed. */
public sealed interface Leave {

    /** It may be done, and counts from now on. */
    record Granted() implements Leave {}

    /**
     * It may not be done. {@code until} is when the same is possible again, null where waiting does
     * not help. {@code opens}: with this the breaker opens, which is told once per opening.
     */
    record Exceeded(RuleId rule, String sentence, @Nullable Instant until, boolean opens)
            implements Leave {

        /** Sentence and time, to the second and not too early. */
        public String told() {
            return until == null
                    ? sentence
                    : sentence
                            + "; it works again at "
                            + until.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        }
    }
}
