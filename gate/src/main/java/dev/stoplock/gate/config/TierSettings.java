package dev.stoplock.gate.config;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Promotion;
import dev.stoplock.core.model.Tier;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys {@code promote} and {@code tiers} of a server: after how many clean calls a tier of a
 * tool is enforced, and what a person says of single tools.
 */
final class TierSettings {

    private TierSettings() {}

    static Promotion of(YamlObject server) throws Misfit {
        return new Promotion(
                after(server.objectIfAny("promote")), said(server.objectIfAny("tiers")));
    }

    private static Map<Tier, Integer> after(@Nullable YamlObject from) throws Misfit {
        Map<Tier, Integer> after = new EnumMap<>(Tier.class);
        if (from == null) {
            return after;
        }
        only(from);
        for (Tier tier : Tier.values()) {
            String calls = from.textIfAny(tier.word());
            if (calls == null) {
                continue;
            }
            if (!calls.matches("[1-9][0-9]{0,6}") || Integer.parseInt(calls) > Promotion.LARGEST) {
                throw from.misfit(
                        tier.word(),
                        "\"promote\" needs a whole number of clean calls from 1 to "
                                + Promotion.LARGEST);
            }
            after.put(tier, Integer.parseInt(calls));
        }
        return after;
    }

    private static Map<String, Map<Tier, Mode>> said(@Nullable YamlObject from) throws Misfit {
        Map<String, Map<Tier, Mode>> said = new LinkedHashMap<>();
        if (from == null) {
            return said;
        }
        for (String tool : from.keys()) {
            YamlObject modes = from.object(tool);
            only(modes);
            Map<Tier, Mode> tiers = new EnumMap<>(Tier.class);
            for (Tier tier : Tier.values()) {
                String mode = modes.textIfAny(tier.word());
                switch (mode) {
                    case null -> {}
                    case "enforce" -> tiers.put(tier, Mode.ENFORCE);
                    case "report" -> tiers.put(tier, Mode.REPORT);
                    default ->
                            throw modes.misfit(
                                    tier.word(), "a tier of a tool is in enforce or in report");
                }
            }
            said.put(tool, Map.copyOf(tiers));
        }
        return said;
    }

    private static void only(YamlObject from) throws Misfit {
        from.only(Tier.CONTENT.word(), Tier.META.word());
    }
}
