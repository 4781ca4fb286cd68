package dev.stoplock.core.launch;

import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.Refusal;

/** A launch plan, or why there is none. */
public sealed interface Planned {

    record Ready(LaunchPlan plan) implements Planned {}

    record Refused(Refusal refusal) implements Planned {}
}
