package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Effect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a rehearsal: its arguments, the settings that its server was given, what it led to in
 * order, whether the tool called that an error, and what it answered: MCP's result or JSON-RPC's
 * error, null where that is not known.
 */
public record Sample(
        Json arguments,
        Map<String, String> settings,
        List<Seen> seen,
        boolean failed,
        Instant at,
        Json answer) {

    /**
     * One effect, and what the stand-in replied to it; null where that was no JSON. {@code
     * planted}: names and texts in it that the server itself had asked for.
     */
    public record Seen(Effect effect, @Nullable Json reply, Set<String> planted) {
        public Seen {
            planted = Set.copyOf(planted);
        }

        public Seen(Effect effect, @Nullable Json reply) {
            this(effect, reply, Set.of());
        }
    }

    /** One whose answer is not known. */
    public Sample(
            Json arguments,
            Map<String, String> settings,
            List<Seen> seen,
            boolean failed,
            Instant at) {
        this(arguments, settings, seen, failed, at, Json.NULL);
    }

    public Sample {
        settings = Map.copyOf(settings);
        seen = List.copyOf(seen);
    }
}
