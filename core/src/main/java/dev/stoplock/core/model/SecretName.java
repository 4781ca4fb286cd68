package dev.stoplock.core.model;

/** The name of a secret, which is also the name of the variable that holds its placeholder. */
public record SecretName(String value) {
    public SecretName {
        Names.require(
                "[A-Za-z_][A-Za-z0-9_]{0,99}",
                value,
                "a secret name (as an environment variable is named)");
    }

    @Override
    public String toString() {
        return value;
    }
}
