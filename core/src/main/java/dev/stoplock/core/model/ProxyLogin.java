package dev.stoplock.core.model;

/**
 * Who the gate is to its proxy: a name, and the secret that is its password (RFC 7617, 2: no colon
 * in the name). The value is the broker's.
 */
public record ProxyLogin(String user, SecretName password) {

    public ProxyLogin {
        Names.require("[!-9;-~]{1,200}", user, "a proxy's user");
    }
}
