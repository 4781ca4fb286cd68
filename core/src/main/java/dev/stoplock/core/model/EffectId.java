package dev.stoplock.core.model;

/** One effect that a server tried; unique in a ledger. */
public record EffectId(String value) {
    public EffectId {
        Names.require("[a-z0-9-]{1,80}", value, "an effect id");
    }

    @Override
    public String toString() {
        return value;
    }
}
