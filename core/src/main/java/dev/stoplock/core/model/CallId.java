package dev.stoplock.core.model;

/** One tools/call of one server instance; unique in a ledger. */
public record CallId(String value) {
    public CallId {
        Names.require("[a-z0-9-]{1,80}", value, "a call id");
    }

    @Override
    public String toString() {
        return value;
    }
}
