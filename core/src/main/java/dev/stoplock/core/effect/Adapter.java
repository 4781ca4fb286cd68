package dev.stoplock.core.effect;

import dev.stoplock.core.model.Reading;
import java.util.Set;

/**
 * Reads the exchanges of one API.
 *
 * <p>Guarantees: every byte of a claimed exchange that can carry a value is in exactly one atom, or
 * the exchange is unreadable.
 */
interface Adapter {

    /** The hosts of its API: what goes there and is no look-up is its own to read, or nobody's. */
    default Set<String> hosts() {
        return Set.of();
    }

    boolean claims(Exchange exchange);

    Reading read(Exchange exchange) throws Unreadable;
}
