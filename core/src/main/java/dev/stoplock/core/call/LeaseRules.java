package dev.stoplock.core.call;

import java.time.Duration;

/**
 * How long a lease lingers after its call's final answer, how old it may become at most, and how
 * long a start lasts once a client asked what there is to call.
 */
public record LeaseRules(Duration linger, Duration oldest, Duration start) {
    public static final LeaseRules DEFAULT =
            new LeaseRules(Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofSeconds(30));
}
