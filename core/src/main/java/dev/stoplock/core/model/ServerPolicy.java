package dev.stoplock.core.model;

import dev.stoplock.core.model.contract.Contracts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one running server: the effective grant, accepted constant destinations, the
 * recipient allowlist (null: none is kept), the modes, the limits, the destinations whose
 * connections pass unread (of those that are granted), what was learned of its tools, when their
 * later tiers are enforced, and what the home declares for contracts to name.
 */
public record ServerPolicy(
        ServerName server,
        Grant grant,
        List<AcceptedDestination> acceptedDestinations,
        @Nullable MailRule mail,
        Modes modes,
        Limits limits,
        Set<Destination> passthrough,
        Contracts contracts,
        Promotion promotion,
        Map<String, DeclaredRule> rules) {
    public ServerPolicy {
        rules = Map.copyOf(rules);
        passthrough = Set.copyOf(passthrough);
        acceptedDestinations = List.copyOf(acceptedDestinations);
    }

    /** Where the home declares no rules. */
    public ServerPolicy(
            ServerName server,
            Grant grant,
            List<AcceptedDestination> acceptedDestinations,
            @Nullable MailRule mail,
            Modes modes,
            Limits limits,
            Set<Destination> passthrough,
            Contracts contracts,
            Promotion promotion) {
        this(
                server,
                grant,
                acceptedDestinations,
                mail,
                modes,
                limits,
                passthrough,
                contracts,
                promotion,
                Map.of());
    }

    /** Where the later tiers of tools of which nothing was learned stay in report. */
    public ServerPolicy(
            ServerName server,
            Grant grant,
            List<AcceptedDestination> acceptedDestinations,
            @Nullable MailRule mail,
            Modes modes,
            Limits limits,
            Set<Destination> passthrough,
            Contracts contracts) {
        this(
                server,
                grant,
                acceptedDestinations,
                mail,
                modes,
                limits,
                passthrough,
                contracts,
                Promotion.NONE);
    }

    /** Where nothing was learned of its tools. */
    public ServerPolicy(
            ServerName server,
            Grant grant,
            List<AcceptedDestination> acceptedDestinations,
            @Nullable MailRule mail,
            Modes modes,
            Limits limits,
            Set<Destination> passthrough) {
        this(server, grant, acceptedDestinations, mail, modes, limits, passthrough, Contracts.NONE);
    }

    /** With nothing that passes unread. */
    public ServerPolicy(
            ServerName server,
            Grant grant,
            List<AcceptedDestination> acceptedDestinations,
            @Nullable MailRule mail,
            Modes modes,
            Limits limits) {
        this(server, grant, acceptedDestinations, mail, modes, limits, Set.of());
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

    /**
     * Whether connections to a destination pass unread. Threat: a grant that names methods and
     * paths would be passed by.
     */
    public boolean passes(Destination destination) {
        return passthrough.contains(destination) && grant.rules(destination).isEmpty();
    }
}
