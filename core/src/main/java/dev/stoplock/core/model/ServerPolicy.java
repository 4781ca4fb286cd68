package dev.stoplock.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one running server: the effective grant, accepted constant destinations, the
 * recipient allowlist (null: none is kept), the modes and the limits.
 */
public record ServerPolicy(
        ServerName server,
        Grant grant,
        List<AcceptedDestination> acceptedDestinations,
        @Nullable MailRule mail,
        Modes modes,
        Limits limits) {
    public ServerPolicy {
        acceptedDestinations = List.copyOf(acceptedDestinations);
    }

    /** With the limits that hold where no setting says another. */
    public ServerPolicy(
            ServerName server,
            Grant grant,
            List<AcceptedDestination> acceptedDestinations,
            @Nullable MailRule mail,
            Modes modes) {
        this(server, grant, acceptedDestinations, mail, modes, Limits.DEFAULT);
    }
}
