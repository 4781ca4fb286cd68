/**
 * Question: who says to be authorised here, and by what?
 *
 * <p>Credentials as protocols write them (HTTP's Authorization, SASL's PLAIN, the answers of
 * LOGIN), taken apart and put together again, if exactly one reading is possible. It does not know
 * which of them are anybody's.
 */
@NullMarked
package dev.stoplock.core.wire.auth;

import org.jspecify.annotations.NullMarked;
