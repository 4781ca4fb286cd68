package dev.stoplock.gate.port;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lock entries this home has accepted, and what holds for their servers. */
public interface Entries {

    /** An accepted entry, its digest, what holds for it here, and the gate's own way out. */
    record Current(LockEntry entry, Digest digest, ServerPolicy policy, Upstream upstream) {}

    /**
     * The entry of a server, from {@code lockfile} or the registered one; refuses one that was not
     * accepted as it stands.
     */
    Current current(ServerName server, @Nullable Path lockfile) throws Refused;

    /**
     * Accepts an entry: records it, then writes lockfile, accepted digest and the home's settings.
     * Another entry under the name refuses (exit 5) unless {@code replace}.
     */
    void accept(LockEntry entry, Path lockfile, boolean replace) throws Refused, IOException;
}
