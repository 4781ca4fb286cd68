package dev.stoplock.app;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a planted fault does to whoever passes its point. */
enum Fault {
    RUNTIME,
    ASSERTION,
    STACK,
    MEMORY,
    LINKAGE,
    /** The checked exception that the point's signature allows. */
    IO,
    REFUSED,
    /** Nothing is thrown: the point gives back null. */
    NOTHING;

    @Nullable Throwable thrown() {
        return switch (this) {
            case RUNTIME -> new IllegalStateException("planted");
            case ASSERTION -> new AssertionError("planted");
            case STACK -> new StackOverflowError("planted");
            case MEMORY -> new OutOfMemoryError("planted");
            case LINKAGE -> new NoClassDefFoundError("planted");
            case IO -> new IOException("planted");
            case REFUSED ->
                    new Refused(
                            Refusal.Exit.FAILED, "secret.missing", "planted refusal", "unplant it");
            case NOTHING -> null;
        };
    }
}
