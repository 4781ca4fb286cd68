package dev.stoplock.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one running server: the effective grant, accepted constant destinations, the
 * recipient allowlist (null: none is kept) and the modes.
 */
public record ServerPolicy(
        ServerName server,
        Grant grant,
        List<AcceptedDestination> acceptedDestinations,
        @Nullable MailRule mail,
        Modes modes) {
    public ServerPolicy {
        acceptedDestinations = List.copyOf(acceptedDestinations);
    }
}
