package dev.stoplock.core.model;

/**
 * Which tiers of one tool are enforced, as of the opening of a call. What is not enforced is in
 * report: explained, counted, recorded, and let go.
 */
public record Tiers(boolean content, boolean meta) {

    /** As every tool begins. */
    public static final Tiers REPORT = new Tiers(false, false);

    public boolean enforces(Tier tier) {
        return switch (tier) {
            case CONTENT -> content;
            case META -> meta;
        };
    }

    public Tiers with(Tier tier, boolean enforced) {
        return switch (tier) {
            case CONTENT -> new Tiers(enforced, meta);
            case META -> new Tiers(content, enforced);
        };
    }
}
