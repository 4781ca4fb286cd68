package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An address that has mails it should not have, or may have them.
 *
 * @param left mails it was named in that upstream answered
 * @param doubtful mails it was named in that may have left
 * @param sendings the records of these mails' verdicts
 */
public record Reached(
        String address,
        Standing standing,
        Set<Role> roles,
        Count left,
        Count doubtful,
        Instant first,
        Instant last,
        List<CallId> calls,
        List<Long> sendings) {

    public Reached {
        roles = Set.copyOf(roles);
        calls = List.copyOf(calls);
        sendings = List.copyOf(sendings);
    }

    public Count all() {
        return left.plus(doubtful);
    }
}
