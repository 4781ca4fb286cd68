package dev.stoplock.lab.world;

import dev.stoplock.lab.registry.PostmarkPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Another version's files in the place of a locked tree's, as a thief with the user's rights could
 * leave them; {@link #close} puts the right ones back.
 */
public final class StoreSwap implements AutoCloseable {

    @SuppressWarnings("ArrayRecordComponent")
    private record Was(byte[] bytes, Set<PosixFilePermission> mode) {}

    private final Path folder;
    private final Set<PosixFilePermission> mode;
    private final Map<String, Was> changed = new LinkedHashMap<>();
    private final Set<String> added = new TreeSet<>();

    private StoreSwap(Path folder) throws IOException {
        this.folder = folder;
        this.mode = Files.getPosixFilePermissions(folder);
    }

    /**
     * Puts the files in which {@code after} differs into the tree of this digest ({@code
     * sha256:…}).
     */
    public static StoreSwap put(
            Path store, String tree, PostmarkPackage before, PostmarkPackage after)
            throws IOException {
        StoreSwap swap = new StoreSwap(installed(store.resolve(tree.replace(':', '-'))));
        Files.setPosixFilePermissions(swap.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            for (Map.Entry<String, byte[]> file : after.files().entrySet()) {
                if (!Arrays.equals(file.getValue(), before.files().get(file.getKey()))) {
                    swap.replace(file.getKey(), file.getValue());
                }
            }
            Files.setPosixFilePermissions(swap.folder, swap.mode);
            return swap;
        } catch (IOException | RuntimeException e) {
            swap.close();
            throw e;
        }
    }

    private static Path installed(Path tree) throws IOException {
        try (Stream<Path> all =
                Files.find(tree, 8, (path, facts) -> path.endsWith("postmark-mcp/package.json"))) {
            return all.min(Comparator.comparingInt(Path::getNameCount))
                    .map(Path::getParent)
                    .orElseThrow(() -> new IOException("no postmark-mcp in the tree " + tree));
        }
    }

    private void replace(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            Was was = new Was(Files.readAllBytes(file), Files.getPosixFilePermissions(file));
            changed.put(name, was);
            write(file, new Was(bytes, was.mode()));
        } else if (folder.equals(file.getParent())) {
            // A file in a new folder is left out: what is swapped is told by changed(), and one
            // file is enough.
            added.add(name);
            Files.write(file, bytes);
        }
    }

    private static void write(Path file, Was content) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, content.bytes());
        Files.setPosixFilePermissions(file, content.mode());
    }

    /** The names of all files that were put in. */
    public List<String> changed() {
        return Stream.concat(changed.keySet().stream(), added.stream()).sorted().toList();
    }

    @Override
    public void close() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Map.Entry<String, Was> each : changed.entrySet()) {
            write(folder.resolve(each.getKey()), each.getValue());
        }
        for (String name : added) {
            Files.delete(folder.resolve(name));
        }
        Files.setPosixFilePermissions(folder, mode);
    }
}
