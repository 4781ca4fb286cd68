package dev.stoplock.gate.port;

import dev.stoplock.core.model.SecretName;

/**
 * A secret's value, which shows itself to nobody who does not ask for it by name and purpose.
 *
 * <p>Guarantees: {@code toString}, {@code equals} and {@code hashCode} tell nothing of the value;
 * it is not serializable. Not guaranteed: that no copy of it stays in the heap.
 */
public final class Secret {

    /** What a value is read for. */
    public enum Purpose {
        /** to be put into a request that was judged, for its destination */
        EGRESS,
        /** to be looked for in bytes that go towards a sandbox or a file */
        REDACTION
    }

    private final SecretName name;
    private final String value;

    public Secret(SecretName name, String value) {
        this.name = name;
        this.value = value;
    }

    public SecretName name() {
        return name;
    }

    /**
     * The value: characters without a control character. Called in gate.secrets and gate.egress
     * only.
     */
    public String reveal(Purpose purpose) {
        return switch (purpose) {
            case EGRESS, REDACTION -> value;
        };
    }

    @Override
    public String toString() {
        return "secret " + name;
    }
}
