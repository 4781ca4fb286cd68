package dev.stoplock.core.model;

/** A stable rule id, stage.reason, as docs and messages use it. */
public record RuleId(String value) {
    public RuleId {
        Names.require("[a-z0-9]+(\\.[a-z0-9-]+)+", value, "a rule id");
    }

    @Override
    public String toString() {
        return value;
    }
}
