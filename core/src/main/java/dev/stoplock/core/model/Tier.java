package dev.stoplock.core.model;

import java.util.Locale;

/**
 * A tier of contracts that a tool reaches later than the first (EFFECTS, "tiers"). Destinations,
 * credentials and effects without a call are the first, and always enforced.
 */
public enum Tier {
    CONTENT(2),
    META(3);

    private final int number;

    Tier(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
