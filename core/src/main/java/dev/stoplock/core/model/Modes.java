package dev.stoplock.core.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * The mode per rule group of one server; enforce where nothing is said, and always for {@code
 * ALWAYS}.
 */
public record Modes(Map<RuleGroup, Mode> byGroup) {

    public static final Modes ENFORCE = new Modes(Map.of());

    public Modes {
        byGroup = Map.copyOf(byGroup);
        if (byGroup.containsKey(RuleGroup.ALWAYS)) {
            throw new IllegalArgumentException("rules that always refuse have no mode");
        }
    }

    public Mode of(RuleGroup group) {
        return byGroup.getOrDefault(group, Mode.ENFORCE);
    }

    public Modes with(RuleGroup group, Mode mode) {
        Map<RuleGroup, Mode> copy = new EnumMap<>(RuleGroup.class);
        copy.putAll(byGroup);
        copy.put(group, mode);
        return new Modes(copy);
    }
}
