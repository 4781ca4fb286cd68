package dev.stoplock.core.model;

/**
 * One tools/call of one server instance, or the start of that instance before its first one; unique
 * in a ledger.
 */
public record CallId(String value) {

    private static final String START = "-startup";

    public CallId {
        Names.require("[a-z0-9-]{1,80}", value, "a call id");
    }

    /** What an instance sends at its start is laid to this. */
    public static CallId ofStart(InstanceId instance) {
        return new CallId(instance + START);
    }

    /** No call that a client made has such an id: those end in a number. */
    public boolean isOfStart() {
        return value.endsWith(START);
    }

    @Override
    public String toString() {
        return value;
    }
}
