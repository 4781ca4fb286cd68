package dev.stoplock.core.model;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The mode per rule group of one server; enforce where nothing is said, and always for {@code
 * ALWAYS}. {@code isWeb}: the open web is what the server is for, so that where it goes cannot be
 * explained; hosts and contract are then in report, and no word of a person puts them elsewhere.
 */
public record Modes(Map<RuleGroup, Mode> byGroup, boolean isWeb) {

    public static final Modes ENFORCE = new Modes(Map.of());

    /** What stands wherever something of such a server is told. */
    public static final String NOT_EXPLAINED = "destination not explained";

    private static final Set<RuleGroup> OF_DESTINATIONS =
            Set.of(RuleGroup.HOST, RuleGroup.CONTRACT);

    public Modes {
        Map<RuleGroup, Mode> said = new EnumMap<>(RuleGroup.class);
        said.putAll(byGroup);
        for (RuleGroup group : isWeb ? OF_DESTINATIONS : Set.<RuleGroup>of()) {
            Mode before = said.put(group, Mode.REPORT);
            if (before != null && before != Mode.REPORT) {
                throw new IllegalArgumentException(
                        "a server of kind web is in report for host and contract: where it goes is not explained,"
                                + " so neither can be enforced or left unrecorded");
            }
        }
        byGroup = Map.copyOf(said);
        if (byGroup.containsKey(RuleGroup.ALWAYS)) {
            throw new IllegalArgumentException("rules that always refuse have no mode");
        }
    }

    /** Of a server that is for anything else. */
    public Modes(Map<RuleGroup, Mode> byGroup) {
        this(byGroup, false);
    }

    /** The sentence of a violation of this group, as it is recorded and told. */
    public String told(RuleGroup group, String sentence) {
        return isWeb && OF_DESTINATIONS.contains(group)
                ? NOT_EXPLAINED + " (kind web): " + sentence
                : sentence;
    }

    public Mode of(RuleGroup group) {
        return byGroup.getOrDefault(group, Mode.ENFORCE);
    }

    public Modes with(RuleGroup group, Mode mode) {
        Map<RuleGroup, Mode> copy = new EnumMap<>(RuleGroup.class);
        copy.putAll(byGroup);
        copy.put(group, mode);
        return new Modes(copy, isWeb);
    }
}
