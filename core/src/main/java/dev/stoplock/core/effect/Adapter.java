package dev.stoplock.core.effect;

import dev.stoplock.core.model.Reading;

/**
 * Reads the exchanges of one API.
 *
 * <p>Guarantees: every byte of a claimed exchange that can carry a value is in exactly one atom, or
 * the exchange is unreadable.
 */
interface Adapter {

    boolean claims(Exchange exchange);

    Reading read(Exchange exchange) throws Unreadable;
}
