package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.NamedFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of a rehearsal: its arguments, the settings that its server was given, what it led to in
 * order, whether the tool called that an error, the granted files that the arguments name, what the
 * home declares, and what it answered: MCP's result or JSON-RPC's error, null where that is not
 * known.
 */
public record Sample(
        Json arguments,
        Map<String, String> settings,
        List<Seen> seen,
        boolean failed,
        Instant at,
        List<NamedFile> files,
        Map<String, DeclaredRule> rules,
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

    public Sample {
        settings = Map.copyOf(settings);
        seen = List.copyOf(seen);
        files = List.copyOf(files);
        rules = Map.copyOf(rules);
    }

    /** One that names no granted file, and whose answer is not known. */
    public Sample(
            Json arguments,
            Map<String, String> settings,
            List<Seen> seen,
            boolean failed,
            Instant at) {
        this(arguments, settings, seen, failed, at, List.of(), Map.of(), Json.NULL);
    }

    /** The same call where the home declares these rules. */
    public Sample under(Map<String, DeclaredRule> declared) {
        return new Sample(arguments, settings, seen, failed, at, files, declared, answer);
    }

    /** The texts that rules declare, by their names. */
    Map<String, String> footers() {
        Map<String, String> footers = new TreeMap<>();
        rules.forEach((name, rule) -> {
            if (rule instanceof DeclaredRule.Footer(String text)) {
                footers.put(name, text);
            }
        });
        return footers;
    }
}
