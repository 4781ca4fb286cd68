package dev.stoplock.core.model;

/** One running server: one sandbox, one network namespace, one egress identity. */
public record InstanceId(String value) {
    public InstanceId {
        Names.require("[a-z0-9-]{1,60}", value, "an instance id");
    }

    @Override
    public String toString() {
        return value;
    }
}
