package dev.stoplock.core.model;

/** A server as the user calls it: the package's unscoped name, or what --name says. */
public record ServerName(String value) {
    public ServerName {
        Names.require(
                "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
                value,
                "a server name (letters, digits, dot, dash, underscore)");
    }

    @Override
    public String toString() {
        return value;
    }
}
