package dev.stoplock.core.call;

import java.time.Duration;

/** How long a lease lingers after its call's final answer, and how old it may become at most. */
public record LeaseRules(Duration linger, Duration oldest) {
    public static final LeaseRules DEFAULT =
            new LeaseRules(Duration.ofSeconds(2), Duration.ofMinutes(10));
}
