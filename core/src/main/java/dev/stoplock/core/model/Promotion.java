package dev.stoplock.core.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the home says about the tiers of a server's tools: after how many clean calls in a row each
 * tier of a tool is enforced (none said: never by itself), and what a person said of single tools,
 * which goes before that.
 */
public record Promotion(Map<Tier, Integer> after, Map<String, Map<Tier, Mode>> said) {

    public static final Promotion NONE = new Promotion(Map.of(), Map.of());

    /** A tier that a server reaches after more calls than this is none that it reaches. */
    public static final int LARGEST = 1_000_000;

    public Promotion {
        after = Map.copyOf(after);
        said = Map.copyOf(said);
        for (int calls : after.values()) {
            if (calls < 1 || calls > LARGEST) {
                throw new IllegalArgumentException("not a number of clean calls: " + calls);
            }
        }
        said.values()
                .forEach(modes -> {
                    if (modes.containsValue(Mode.OPEN)) {
                        throw new IllegalArgumentException("a tier is enforced or in report");
                    }
                });
    }

    public @Nullable Integer after(Tier tier) {
        return after.get(tier);
    }

    /** What a person said of this tool, or null. */
    public @Nullable Mode of(String tool, Tier tier) {
        Map<Tier, Mode> modes = said.get(tool);
        return modes == null ? null : modes.get(tier);
    }
}
