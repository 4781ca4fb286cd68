package dev.stoplock.core.model;

import dev.stoplock.core.model.contract.Contracts;
import java.util.List;

/**
 * One server of a lockfile: what was reviewed, what it asks for, and what its tools were seen to
 * do.
 */
public record LockEntry(
        ServerName server,
        PackageRef ref,
        Closure closure,
        Grant grant,
        List<AcceptedDestination> acceptedDestinations,
        Contracts contracts,
        Review review) {

    /** Of whose tools nothing was learned. */
    public LockEntry(
            ServerName server,
            PackageRef ref,
            Closure closure,
            Grant grant,
            List<AcceptedDestination> acceptedDestinations,
            Review review) {
        this(server, ref, closure, grant, acceptedDestinations, Contracts.NONE, review);
    }

    public LockEntry {
        acceptedDestinations = List.copyOf(acceptedDestinations);
    }

    /** The same with other contracts, as somebody reviewed them. */
    public LockEntry with(Contracts learned, Review by) {
        return new LockEntry(server, ref, closure, grant, acceptedDestinations, learned, by);
    }
}
