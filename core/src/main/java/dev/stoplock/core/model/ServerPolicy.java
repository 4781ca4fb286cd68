package dev.stoplock.core.model;

import java.util.List;

/**
 * What holds for one running server: the effective grant, accepted constant destinations, the recipient allowlist (addresses or
 * {@code *@domain}; empty means none is set) and the modes.
 */
public record ServerPolicy(
        ServerName server,
        Grant grant,
        List<AcceptedDestination> acceptedDestinations,
        List<String> mailTo,
        Modes modes) {
    public ServerPolicy {
        acceptedDestinations = List.copyOf(acceptedDestinations);
        mailTo = List.copyOf(mailTo);
    }
}
