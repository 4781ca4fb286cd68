package dev.stoplock.lab.agent;

import java.time.Duration;

/**
 * How long a server may take to start, how long a tool call may take, and how often the model may
 * be asked in one run.
 */
public record Limits(Duration start, Duration call, int turns) {

    public static final Limits USUAL =
            new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), 64);

    public Limits {
        if (!start.isPositive() || !call.isPositive() || turns < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
