package dev.stoplock.gate.port;

import dev.stoplock.core.model.Closure;
import java.nio.file.Path;

/** The read-only store of reviewed trees. */
public interface Trees {

    /** Where a verified tree lies, and the interpreter to run it with. */
    record Verified(Path tree, Path interpreter) {}

    /**
     * Reads every byte again and refuses (exit 5) on any difference, naming the first file that
     * differs.
     */
    Verified verify(Closure closure) throws Refused;
}
