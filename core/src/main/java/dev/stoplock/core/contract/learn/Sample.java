package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Effect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a rehearsal: its arguments, the settings that its server was given, what it led to in
 * order, and whether the tool called that an error.
 */
public record Sample(
        Json arguments, Map<String, String> settings, List<Seen> seen, boolean failed, Instant at) {

    /** One effect, and what the stand-in replied to it; null where that was no JSON. */
    public record Seen(Effect effect, @Nullable Json reply) {}

    public Sample {
        settings = Map.copyOf(settings);
        seen = List.copyOf(seen);
    }
}
