package dev.stoplock.core.model;

/**
 * The name of a secret, which is also the name of the variable that holds its placeholder; or of a
 * token that was fetched with one: {@code KEY:access_token}, which has no variable and no source.
 */
public record SecretName(String value) {

    /**
     * The members of a token endpoint's reply (RFC 6749, 5.1; OpenID Connect Core 1.0, 3.1.3.3).
     */
    public static final String ACCESS_TOKEN = "access_token";

    public static final String ID_TOKEN = "id_token";
    public static final String REFRESH_TOKEN = "refresh_token";

    private static final char FETCHED = ':';

    public SecretName {
        Names.require(
                "[A-Za-z_][A-Za-z0-9_]{0,99}(:(access_token|id_token|refresh_token))?",
                value,
                "a secret name (as an environment variable is named; a fetched token is KEY:access_token)");
    }

    /** Whether it is that of a token which the gate learns while a server runs. */
    public boolean isFetched() {
        return value.indexOf(FETCHED) >= 0;
    }

    /** The secret with which it is fetched; any other is its own. */
    public SecretName source() {
        return isFetched() ? new SecretName(value.substring(0, value.indexOf(FETCHED))) : this;
    }

    /** What is fetched with this secret, by the reply's member that holds it. */
    public SecretName fetched(String member) {
        return new SecretName(source().value + FETCHED + member);
    }

    @Override
    public String toString() {
        return value;
    }
}
