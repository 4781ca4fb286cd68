package dev.stoplock.core.model;

import java.util.List;

/** One server of a lockfile: what was reviewed and what it asks for. */
public record LockEntry(
        ServerName server,
        PackageRef ref,
        Closure closure,
        Grant grant,
        List<AcceptedDestination> acceptedDestinations,
        Review review) {
    public LockEntry {
        acceptedDestinations = List.copyOf(acceptedDestinations);
    }
}
