package dev.stoplock.core.lock;

import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.ServerName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@code stoplock.lock} says: one entry per server, by name. */
public record Lockfile(List<LockEntry> entries) {

    /** The newest version of the text that is read, and the one that is written. */
    public static final int VERSION = 1;

    public static final Lockfile EMPTY = new Lockfile(List.of());

    public Lockfile {
        entries =
                entries.stream()
                        .sorted(Comparator.comparing((LockEntry entry) -> entry.server().value()))
                        .toList();
        Set<ServerName> names = new HashSet<>();
        for (LockEntry entry : entries) {
            if (!names.add(entry.server())) {
                throw new IllegalArgumentException(
                        "the server " + entry.server() + " stands twice");
            }
        }
    }

    public @Nullable LockEntry entry(ServerName server) {
        return entries.stream()
                .filter(entry -> entry.server().equals(server))
                .findFirst()
                .orElse(null);
    }

    /** A copy in which this entry stands for its server; all others stay as they are. */
    public Lockfile with(LockEntry entry) {
        List<LockEntry> copy = new ArrayList<>(entries);
        copy.removeIf(other -> other.server().equals(entry.server()));
        copy.add(entry);
        return new Lockfile(copy);
    }
}
