package dev.stoplock.gate.port;

import dev.stoplock.core.call.LeaseBook;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The open calls of one instance. One arrival order decides: every step runs alone. */
public interface Leases {

    <T extends @Nullable Object> T step(Function<LeaseBook, T> step);
}
