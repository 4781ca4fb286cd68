package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.NamedFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a rehearsal: its arguments, the settings that its server was given, what it led to in
 * order, whether the tool called that an error, and the granted files that the arguments name.
 */
public record Sample(
        Json arguments,
        Map<String, String> settings,
        List<Seen> seen,
        boolean failed,
        Instant at,
        List<NamedFile> files) {

    /** One effect, and what the stand-in replied to it; null where that was no JSON. */
    public record Seen(Effect effect, @Nullable Json reply) {}

    public Sample {
        settings = Map.copyOf(settings);
        seen = List.copyOf(seen);
        files = List.copyOf(files);
    }

    /** One that names no granted file. */
    public Sample(
            Json arguments,
            Map<String, String> settings,
            List<Seen> seen,
            boolean failed,
            Instant at) {
        this(arguments, settings, seen, failed, at, List.of());
    }
}
